/** How discovery reaches the world around it. Nodes are known by their numbers. */
import type { News } from "../../domain/discovery/affiliate_view.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Rng } from "../rng.ts"
import type { DiscoveryMessage } from "./message.ts"

export interface DiscoveryPorts {
  readonly schedule: (at: Instant, message: DiscoveryMessage) => void
  /** Chance of one node's own. */
  readonly rngOf: (node: number) => Rng
  /** The addresses as which the node is seen from there now; undefined if it cannot reach the service. */
  readonly seenAs: (node: number, service: string) => readonly IpAddress[] | undefined
  /** The node was told as whom it is seen. */
  readonly onWelcome: (node: number, seenAs: readonly IpAddress[], now: Instant) => void
  readonly onNews: (node: number, source: string, news: News, now: Instant) => void
}
