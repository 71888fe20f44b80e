/**
 * The responder's half of Noise_IKpsk2 (spec/wireguard.md 1.3), in three steps because each needs something that only
 * the one before reveals: who the initiator is, whether his timestamp is new, and then the answer. The responder keeps
 * nothing between messages but the finished session: whoever took a step ends its transcript.
 */
import { field, type HandshakeInitiation, type HandshakeResponse, newResponse, senderIndex } from "./message.ts"
import type { LocalIdentity, RemoteIdentity } from "./identity.ts"
import * as noise from "./noise.ts"
import type { SessionKeys } from "./session.ts"
import type { Suite } from "./suite.ts"
import { wipe } from "./wipe.ts"

/** An initiation whose static key was decrypted: the claim of an identity, not yet a proof. */
export interface ClaimedInitiation {
  readonly initiator: Uint8Array
  readonly transcript: noise.Transcript
}

/** Step 1, one DH: who claims to send this? */
export function readStatic(
  suite: Suite,
  local: LocalIdentity,
  message: HandshakeInitiation,
): ClaimedInitiation | undefined {
  const ephemeral = field.initiation.ephemeral(message)
  const es = suite.dh(local.keys, ephemeral)
  if (es === undefined) return undefined
  const start = noise.mixEphemeral(suite, noise.startTranscript(suite, local.keys.publicKey), ephemeral)
  const afterEs = noise.mixKey(suite, start, es)
  const encrypted = field.initiation.encryptedStatic(message)
  const statik = noise.openAndHash(suite, afterEs.transcript, afterEs.output, encrypted)
  wipe(es, start.chain)
  if (statik === undefined) wipe(afterEs.transcript.chain)
  return statik && { initiator: statik.output, transcript: statik.transcript }
}

/** Step 2: the timestamp, which only the owner of the static key could have sealed. */
export function readTimestamp(
  suite: Suite,
  remote: RemoteIdentity,
  claim: ClaimedInitiation,
  message: HandshakeInitiation,
): { readonly stamp: Uint8Array; readonly transcript: noise.Transcript } | undefined {
  const { bytes: staticSecret } = remote.secret
  if (staticSecret === undefined) return undefined
  const afterSs = noise.mixKey(suite, claim.transcript, staticSecret)
  const encrypted = field.initiation.encryptedTimestamp(message)
  const timestamp = noise.openAndHash(suite, afterSs.transcript, afterSs.output, encrypted)
  if (timestamp === undefined) wipe(afterSs.transcript.chain)
  return timestamp && { stamp: timestamp.output, transcript: timestamp.transcript }
}

/** Step 3, three DH: the response, macs still zero, and the session's keys; undefined for low-order keys. */
export function writeResponse(
  suite: Suite,
  remote: RemoteIdentity,
  { message, transcript }: { readonly message: HandshakeInitiation; readonly transcript: noise.Transcript },
  { ephemeralKey, index }: { readonly ephemeralKey: Uint8Array; readonly index: number },
): { readonly response: HandshakeResponse; readonly keys: SessionKeys } | undefined {
  const ephemeral = suite.keyPair(ephemeralKey)
  const ee = suite.dh(ephemeral, field.initiation.ephemeral(message))
  const se = suite.dh(ephemeral, remote.publicKey)
  if (ee === undefined || se === undefined) return undefined
  const response = newResponse(index, senderIndex(message))
  const start = noise.mixEphemeral(suite, transcript, ephemeral.publicKey)
  const psk = noise.mixAnswer(suite, start, { ee, se, presharedKey: remote.presharedKey })
  const nothing = noise.sealAndHash(suite, psk.transcript, psk.output, new Uint8Array(0))
  field.response.ephemeral(response).set(ephemeral.publicKey)
  field.response.encryptedNothing(response).set(nothing.output)
  const [receive, send] = noise.split(suite, nothing.transcript)
  return { response, keys: { send, receive } }
}
