/** What one end of a handshake knows of itself and of the other: keys, and what can be computed from them once. */
import { asciiBytes } from "../bytes.ts"
import { type PublicKey, publicKeyBytes } from "../public_key.ts"
import { startTranscript, type Transcript } from "./noise.ts"
import type { KeyPair, Suite } from "./suite.ts"

const LABEL_MAC1 = asciiBytes("mac1----")
const LABEL_COOKIE = asciiBytes("cookie--")

/** Keys that follow from a static public key, for messages sent to its owner and cookies sent by him. */
export interface Recipient {
  readonly publicKey: Uint8Array
  readonly mac1Key: Uint8Array
  readonly cookieKey: Uint8Array
  /** The transcript of a handshake in which he is the responder. */
  readonly transcript: Transcript
}

export interface LocalIdentity extends Recipient {
  readonly keys: KeyPair
}

export interface RemoteIdentity extends Recipient {
  readonly name: PublicKey
  /** DH of both static keys; undefined for a low-order key, whose owner never shakes hands. */
  readonly staticSecret: Uint8Array | undefined
  /** Zeros when there is none. */
  readonly presharedKey: Uint8Array
}

export function localIdentity(suite: Suite, keys: KeyPair): LocalIdentity {
  return { ...recipient(suite, keys.publicKey), keys }
}

export function remoteIdentity(
  suite: Suite,
  local: LocalIdentity,
  name: PublicKey,
  presharedKey: Uint8Array | undefined,
): RemoteIdentity {
  const publicKey = publicKeyBytes(name)
  return {
    ...recipient(suite, publicKey),
    name,
    staticSecret: suite.dh(local.keys, publicKey),
    presharedKey: presharedKey ?? new Uint8Array(32),
  }
}

function recipient(suite: Suite, publicKey: Uint8Array): Recipient {
  return {
    publicKey,
    mac1Key: suite.hash(LABEL_MAC1, publicKey),
    cookieKey: suite.hash(LABEL_COOKIE, publicKey),
    transcript: startTranscript(suite, publicKey),
  }
}
