/**
 * The initiator's half of Noise_IKpsk2 (spec/wireguard.md 1.3): write the initiation, keep what the response needs,
 * read the response. What is kept can be read against any number of responses, until `forgetInitiation`.
 */
import { field, type HandshakeInitiation, type HandshakeResponse, newInitiation } from "./message.ts"
import type { LocalIdentity, RemoteIdentity } from "./identity.ts"
import * as noise from "./noise.ts"
import type { SessionKeys } from "./session.ts"
import type { KeyPair, Suite } from "./suite.ts"
import { wipe } from "./wipe.ts"

/** An initiation in flight. */
export interface PendingInitiation {
  readonly index: number
  readonly ephemeral: KeyPair
  readonly transcript: noise.Transcript
}

export interface InitiationInputs {
  /** 32 random bytes. */
  readonly ephemeralKey: Uint8Array
  /** The sender index. */
  readonly index: number
  /** TAI64N, 12 bytes. */
  readonly stamp: Uint8Array
}

/** The message, macs still zero, and what to keep; undefined when the peer's key is of low order. */
export function writeInitiation(
  suite: Suite,
  local: LocalIdentity,
  remote: RemoteIdentity,
  { ephemeralKey, index, stamp }: InitiationInputs,
): { readonly message: HandshakeInitiation; readonly pending: PendingInitiation } | undefined {
  const { bytes: staticSecret } = remote.secret
  if (staticSecret === undefined) return undefined
  const ephemeral = suite.keyPair(ephemeralKey)
  const es = suite.dh(ephemeral, remote.publicKey)
  if (es === undefined) return undefined
  const message = newInitiation(index)
  const start = noise.mixEphemeral(suite, noise.startTranscript(suite, remote.publicKey), ephemeral.publicKey)
  const afterEs = noise.mixKey(suite, start, es)
  const statik = noise.sealAndHash(suite, afterEs.transcript, afterEs.output, local.keys.publicKey)
  const afterSs = noise.mixKey(suite, statik.transcript, staticSecret)
  const timestamp = noise.sealAndHash(suite, afterSs.transcript, afterSs.output, stamp)
  wipe(es, start.chain, afterEs.transcript.chain)
  field.initiation.ephemeral(message).set(ephemeral.publicKey)
  field.initiation.encryptedStatic(message).set(statik.output)
  field.initiation.encryptedTimestamp(message).set(timestamp.output)
  return { message, pending: { index, ephemeral, transcript: timestamp.transcript } }
}

/** The session's keys, or undefined if the response is not for this initiation, or its preshared key differs. */
export function readResponse(
  suite: Suite,
  { local, remote }: { readonly local: LocalIdentity; readonly remote: RemoteIdentity },
  pending: PendingInitiation,
  message: HandshakeResponse,
): SessionKeys | undefined {
  const ephemeral = field.response.ephemeral(message)
  const ee = suite.dh(pending.ephemeral, ephemeral)
  const se = suite.dh(local.keys, ephemeral)
  if (ee === undefined || se === undefined) return undefined
  const start = noise.mixEphemeral(suite, pending.transcript, ephemeral)
  const psk = noise.mixAnswer(suite, start, { ee, se, presharedKey: remote.presharedKey })
  const nothing = noise.openAndHash(suite, psk.transcript, psk.output, field.response.encryptedNothing(message))
  if (nothing === undefined) {
    noise.endTranscript(psk.transcript)
    return undefined
  }
  const [send, receive] = noise.split(suite, nothing.transcript)
  return { send, receive }
}

/** The initiation was answered, replaced or given up. */
export function forgetInitiation({ ephemeral, transcript }: PendingInitiation): void {
  wipe(ephemeral.privateKey)
  noise.endTranscript(transcript)
}
