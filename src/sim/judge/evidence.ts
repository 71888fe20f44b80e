/** What expectations ask a finished run. */
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant, NEVER } from "../../domain/net/instant.ts"
import type { PeerSpec } from "../../domain/mesh/peer_spec.ts"
import type { PeerState } from "../../domain/mesh/state.ts"
import type { Span } from "../history.ts"
import { readDuration } from "../scenario/units.ts"
import type { World } from "../world.ts"

/** How a pair talks: over a network that both are on, or in some other way without help; or not at all. */
export type Path = "local" | "direct" | "none"

export class Evidence {
  readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** When both of a pair had an answer to a ping sent at `from` or later; NEVER if one of them had none. */
  bothAnswered([a, b]: readonly [string, string], from: Instant): Instant {
    const { log: { pings }, nodes } = this.world
    const [i, j] = [nodes.named(a).index, nodes.named(b).index]
    return instant(Math.max(pings.firstAnswer(i, j, from), pings.firstAnswer(j, i, from)))
  }

  /** When the first ping of a pair, either way, was sent and answered between `from` and `until`; NEVER if none was. */
  eitherAnswered([a, b]: readonly [string, string], from: Instant, until: Instant): Instant {
    const { log: { pings }, nodes } = this.world
    const [i, j] = [nodes.named(a).index, nodes.named(b).index]
    let first = NEVER
    for (const list of [pings.between(i, j), pings.between(j, i)]) {
      for (const { sentAt, answeredAt } of list) {
        if (sentAt >= from && answeredAt < until && answeredAt < first) first = answeredAt
      }
    }
    return first
  }

  /** How many pings of a pair were sent, both ways together. */
  sentWithin([a, b]: readonly [string, string], { from, until }: Span): number {
    const { log: { pings }, nodes } = this.world
    const [i, j] = [nodes.named(a).index, nodes.named(b).index]
    return [pings.between(i, j), pings.between(j, i)]
      .flatMap((list) => list.filter(({ sentAt }) => sentAt >= from && sentAt < until)).length
  }

  /** Both ran, and neither had heard of the other: then there are no pings, as there is no way to send them. */
  areStrangers([a, b]: readonly [string, string], span: Span): boolean {
    const { log: { history }, nodes } = this.world
    const [i, j] = [nodes.named(a).index, nodes.named(b).index]
    return history.ranWithin(i, span) && history.ranWithin(j, span) &&
      !history.pair(i, j).isKnownWithin(span) && !history.pair(j, i).isKnownWithin(span)
  }

  stateAt(node: string, peer: string, at: Instant): PeerState {
    const { log, nodes } = this.world
    const from = nodes.named(node)
    const sighting = log.history.pair(from.index, nodes.named(peer).index).at(at)
    return sighting === undefined ? "unknown" : from.config.policy.peerState(sighting.peer, at)
  }

  /** Where the node sends what is for the peer; undefined if nowhere. */
  endpointAt(node: string, peer: string, at: Instant): string | undefined {
    const { log, nodes } = this.world
    const sighting = log.history.pair(nodes.named(node).index, nodes.named(peer).index).at(at)
    return sighting?.peer.endpoint && formatEndpoint(sighting.peer.endpoint)
  }

  /** What the node wants of the peer; undefined if it does not know it. */
  specAt(node: string, peer: string, at: Instant): PeerSpec | undefined {
    const { log, nodes } = this.world
    return log.history.pair(nodes.named(node).index, nodes.named(peer).index).at(at)?.peer.spec
  }

  /** The path of a peer that is up. */
  pathAt(node: string, peer: string, at: Instant): Path {
    if (this.stateAt(node, peer, at) !== "up") return "none"
    const { log, nodes } = this.world
    const sighting = log.history.pair(nodes.named(node).index, nodes.named(peer).index).at(at)
    return sighting?.isLocal ? "local" : "direct"
  }

  /** An instant of the file; what is left out is the beginning. */
  start(text: string | undefined): Instant {
    return instant(text === undefined ? 0 : readDuration(text))
  }

  /** An instant of the file; what is left out is the end. */
  stop(text: string | undefined): Instant {
    return text === undefined ? this.world.end : instant(readDuration(text))
  }
}
