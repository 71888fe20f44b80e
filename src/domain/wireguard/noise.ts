/**
 * The symmetric state of Noise_IKpsk2: a chaining key and a transcript hash (spec/wireguard.md 1.3). A step makes a new
 * transcript and leaves the old one alone, so that a message that fails half way can be tried again from the same place;
 * who made a transcript wipes its chain when it is done with. A key is wiped by the one use that it is good for.
 */
import { asciiBytes } from "../bytes.ts"
import { keep } from "../slab.ts"
import { TAG_LENGTH } from "./constants.ts"
import { kdf1, kdf2, kdf3 } from "./kdf.ts"
import type { Suite } from "./suite.ts"
import { wipe } from "./wipe.ts"

export interface Transcript {
  readonly chain: Uint8Array
  readonly hash: Uint8Array
}

/** A transcript, and what came out of its last step. */
export interface Step {
  readonly transcript: Transcript
  readonly output: Uint8Array
}

const CONSTRUCTION = asciiBytes("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s")
const IDENTIFIER = asciiBytes("WireGuard v1 zx2c4 Jason@zx2c4.com")
const ZERO_NONCE = new Uint8Array(12)
const NOTHING = new Uint8Array(0)

/** C0 and H0 ‖ the responder's static public key. */
export function startTranscript(suite: Suite, responder: Uint8Array): Transcript {
  let start = starts.get(suite)
  if (start === undefined) starts.set(suite, start = prologueTranscript(suite, IDENTIFIER))
  return mixHash(suite, start, responder)
}

/** A transcript before any key went in; WireGuard's prologue is its identifier. */
export function prologueTranscript(suite: Suite, prologue: Uint8Array): Transcript {
  const chain = suite.hash(CONSTRUCTION)
  return { chain: keep(chain), hash: keep(suite.hash(chain, prologue)) }
}

/** The same for every handshake of a suite. */
const starts = new WeakMap<Suite, Transcript>()

export function mixHash(suite: Suite, { chain, hash }: Transcript, data: Uint8Array): Transcript {
  return { chain, hash: suite.hash(hash, data) }
}

/** C = KDF1(C, input). */
export function mixChain(suite: Suite, { chain, hash }: Transcript, input: Uint8Array): Transcript {
  return { chain: kdf1(suite, chain, input), hash }
}

/** An ephemeral public key goes into hash and chain (the chain because of the preshared key). */
export function mixEphemeral(suite: Suite, transcript: Transcript, publicKey: Uint8Array): Transcript {
  return mixChain(suite, mixHash(suite, transcript, publicKey), publicKey)
}

/** (C, k) = KDF2(C, input): the key is the step's output. */
export function mixKey(suite: Suite, { chain, hash }: Transcript, input: Uint8Array): Step {
  const [next, output] = kdf2(suite, chain, input)
  return { transcript: { chain: next, hash }, output }
}

/** (C, t, k) = KDF3(C, psk), H = HASH(H ‖ t): the key is the step's output. */
export function mixPresharedKey(suite: Suite, { chain, hash }: Transcript, presharedKey: Uint8Array): Step {
  const [next, t, output] = kdf3(suite, chain, presharedKey)
  const transcript = { chain: next, hash: suite.hash(hash, t) }
  wipe(t)
  return { transcript, output }
}

/** What a response adds behind its ephemeral key: ee, se and psk. Of the way there, start and secrets, nothing stays. */
export function mixAnswer(
  suite: Suite,
  start: Transcript,
  { ee, se, presharedKey }: { readonly ee: Uint8Array; readonly se: Uint8Array; readonly presharedKey: Uint8Array },
): Step {
  const afterEe = mixChain(suite, start, ee)
  const afterSe = mixChain(suite, afterEe, se)
  const psk = mixPresharedKey(suite, afterSe, presharedKey)
  wipe(ee, se, start.chain, afterEe.chain, afterSe.chain)
  return psk
}

/** Seals `plaintext` under a key that is used this once, with the transcript as associated data, and hashes it in. */
export function sealAndHash(suite: Suite, transcript: Transcript, key: Uint8Array, plaintext: Uint8Array): Step {
  const output = suite.seal(key, ZERO_NONCE, plaintext, transcript.hash)
  wipe(key)
  return { transcript: mixHash(suite, transcript, output), output }
}

/** The reverse, under a key that is used this once as well. */
export function openAndHash(
  suite: Suite,
  transcript: Transcript,
  key: Uint8Array,
  sealed: Uint8Array,
): Step | undefined {
  const output = sealed.length < TAG_LENGTH ? undefined : suite.open(key, ZERO_NONCE, sealed, transcript.hash)
  wipe(key)
  return output && { transcript: mixHash(suite, transcript, sealed), output }
}

/** The two transport keys: initiator to responder, then responder to initiator. The transcript ends here. */
export function split(suite: Suite, transcript: Transcript): readonly [Uint8Array, Uint8Array] {
  const keys = kdf2(suite, transcript.chain, NOTHING)
  endTranscript(transcript)
  return keys
}

/** Wipes a transcript that nothing follows. */
export const endTranscript = ({ chain, hash }: Transcript): void => wipe(chain, hash)
