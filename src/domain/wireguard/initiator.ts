/**
 * The initiator's half of Noise_IKpsk2 (spec/wireguard.md 1.3): write the initiation, keep what the response needs,
 * read the response. Pure; an initiation that is never answered is simply forgotten.
 */
import { field, type HandshakeInitiation, type HandshakeResponse, newInitiation } from "./message.ts"
import type { LocalIdentity, RemoteIdentity } from "./identity.ts"
import * as noise from "./noise.ts"
import type { SessionKeys } from "./session.ts"
import type { KeyPair, Suite } from "./suite.ts"

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
  const ephemeral = suite.keyPair(ephemeralKey)
  const es = suite.dh(ephemeral, remote.publicKey)
  if (es === undefined || remote.staticSecret === undefined) return undefined
  const message = newInitiation(index)
  const start = noise.mixEphemeral(suite, noise.startTranscript(suite, remote.publicKey), ephemeral.publicKey)
  const afterEs = noise.mixKey(suite, start, es)
  const statik = noise.sealAndHash(suite, afterEs.transcript, afterEs.output, local.keys.publicKey)
  const afterSs = noise.mixKey(suite, statik.transcript, remote.staticSecret)
  const timestamp = noise.sealAndHash(suite, afterSs.transcript, afterSs.output, stamp)
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
  const afterSe = noise.mixChain(suite, noise.mixChain(suite, start, ee), se)
  const psk = noise.mixPresharedKey(suite, afterSe, remote.presharedKey)
  const nothing = noise.openAndHash(suite, psk.transcript, psk.output, field.response.encryptedNothing(message))
  if (nothing === undefined) return undefined
  const [send, receive] = noise.split(suite, nothing.transcript)
  return { send, receive }
}
