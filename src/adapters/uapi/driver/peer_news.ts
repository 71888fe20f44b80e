/**
 * What happened at a device between two looks at it. An endpoint counts as learned once something authentic came since
 * the last look: until then it may only have been set. A handshake's time is compared, never ordered: it stands still
 * until the next handshake, and the host's clock may have been set back between the two. BoringTun alone tells how long
 * ago it was, which grows until the next one (spec/wireguard.md 2.1). What happens twice between two looks is told once.
 */
import type { EndpointLearned, HandshakeCompleted } from "../../../domain/mesh/observation.ts"
import { type Endpoint, sameEndpoint } from "../../../domain/net/endpoint.ts"
import type { PublicKey } from "../../../domain/public_key.ts"
import type { PeerChange } from "../device_change.ts"
import type { DeviceReport, PeerReport, WallTime } from "../device_report.ts"

export type PeerNews = PeerAdded | PeerRestarted | PeerRemoved | Learned | HandshakeCompleted | Transferred

export interface PeerAdded {
  readonly _tag: "PeerAdded"
  readonly peer: PublicKey
}

/** Its counters began anew: the device, or the peer in it, was made again. */
export interface PeerRestarted {
  readonly _tag: "PeerRestarted"
  readonly peer: PublicKey
}

export interface PeerRemoved {
  readonly _tag: "PeerRemoved"
  readonly peer: PublicKey
}

export interface Learned extends EndpointLearned {
  readonly before: Endpoint | undefined
}

/** So many bytes since the last look. */
export interface Transferred {
  readonly _tag: "Transferred"
  readonly peer: PublicKey
  readonly received: number
  readonly sent: number
}

/** What was known of each peer after a look. */
export type Known = ReadonlyMap<PublicKey, KnownPeer>

export interface KnownPeer extends Pick<PeerReport, "lastHandshake" | "rxBytes" | "txBytes"> {
  /** Where it was heard, or set to be by ourselves. */
  readonly endpoint: Endpoint | undefined
}

export interface Look {
  readonly known: Known
  /** Who is there, then where they are, then handshakes in the order in which they came to their end, then bytes. */
  readonly news: readonly PeerNews[]
}

/** At first sight nothing is new. */
export const firstKnown = ({ peers }: DeviceReport): Known => new Map(peers.map((peer) => [peer.publicKey, peer]))

/** What we did ourselves is no news: who is there, who is gone, and where to. */
export function afterChanges(known: Known, changes: readonly PeerChange[]): Known {
  const next = new Map(known)
  for (const change of changes) {
    const { publicKey } = change
    const before = next.get(publicKey)
    if (change._tag === "RemovePeer") next.delete(publicKey)
    else if (before !== undefined || !change.updateOnly) {
      const { endpoint, ...rest } = before ?? NOTHING
      next.set(publicKey, { ...rest, endpoint: change.endpoint ?? endpoint })
    }
  }
  return next
}

export function look(known: Known, { peers }: DeviceReport): Look {
  const changes = peers.map((peer) => changeOf(known.get(peer.publicKey), peer))
  const there = new Set(peers.map(({ publicKey }) => publicKey))
  const gone = [...known.keys()].filter((peer) => !there.has(peer))
  const handshakes = changes.filter(({ handshake }) => handshake !== undefined)
    .toSorted((a, b) => earlierFirst(a.peer.lastHandshake, b.peer.lastHandshake))
  return {
    known: new Map(changes.map(({ peer, known }) => [peer.publicKey, known])),
    news: [
      ...gone.map((peer): PeerRemoved => ({ _tag: "PeerRemoved", peer })),
      ...changes.flatMap(({ presence }) => presence ?? []),
      ...changes.flatMap(({ learned }) => learned ?? []),
      ...handshakes.flatMap(({ handshake }) => handshake ?? []),
      ...changes.flatMap(({ transferred }) => transferred ?? []),
    ],
  }
}

interface Change {
  readonly peer: PeerReport
  readonly known: KnownPeer
  readonly presence: PeerAdded | PeerRestarted | undefined
  readonly learned: Learned | undefined
  readonly handshake: HandshakeCompleted | undefined
  readonly transferred: Transferred | undefined
}

function changeOf(known: KnownPeer | undefined, peer: PeerReport): Change {
  const { publicKey, endpoint, lastHandshake, rxBytes, txBytes } = peer
  const isAgain = known !== undefined && beganAnew(known, peer)
  const before = known === undefined || isAgain ? { ...NOTHING, endpoint: known?.endpoint } : known
  const received = rxBytes - before.rxBytes
  const sent = txBytes - before.txBytes
  const isLearned = endpoint !== undefined && received > 0 &&
    (before.endpoint === undefined || !sameEndpoint(before.endpoint, endpoint))
  const isHandshake = endpoint !== undefined && isAnother(before.lastHandshake, lastHandshake)
  return {
    peer,
    known: { lastHandshake, rxBytes, txBytes, endpoint: isLearned ? endpoint : before.endpoint },
    presence: known === undefined
      ? { _tag: "PeerAdded", peer: publicKey }
      : isAgain
      ? { _tag: "PeerRestarted", peer: publicKey }
      : undefined,
    learned: isLearned ? { _tag: "EndpointLearned", peer: publicKey, endpoint, before: before.endpoint } : undefined,
    handshake: isHandshake ? { _tag: "HandshakeCompleted", peer: publicKey, endpoint } : undefined,
    transferred: received + sent > 0 ? { _tag: "Transferred", peer: publicKey, received, sent } : undefined,
  }
}

/** Counters only grow, and a handshake is never forgotten. */
const beganAnew = (known: KnownPeer, { rxBytes, txBytes, lastHandshake }: PeerReport): boolean =>
  rxBytes < known.rxBytes || txBytes < known.txBytes ||
  (known.lastHandshake !== undefined && lastHandshake === undefined)

function isAnother(before: WallTime | undefined, time: WallTime | undefined): boolean {
  if (time === undefined || before === undefined) return time !== undefined
  if (isAge(before) && isAge(time)) return compare(time, before) < 0
  return compare(time, before) !== 0
}

function earlierFirst(a: WallTime | undefined, b: WallTime | undefined): number {
  if (a === undefined || b === undefined) return 0
  return isAge(a) && isAge(b) ? compare(b, a) : compare(a, b)
}

const compare = (a: WallTime, b: WallTime): number => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds

/** No clock shows a time before WireGuard was thought of, and nothing runs for thirty years. */
const isAge = ({ seconds }: WallTime): boolean => seconds < 1_000_000_000

const NOTHING: KnownPeer = { endpoint: undefined, lastHandshake: undefined, rxBytes: 0, txBytes: 0 }
