/** What travels between the simulated discovery service and its clients, and what the service tells itself. */
import type { Affiliate, NodeId } from "../domain/discovery/affiliate.ts"
import type { Instant } from "../domain/net/instant.ts"
import type { IpAddress } from "../domain/net/ip_address.ts"
import type { Rng } from "./rng.ts"

/** A client is known by a number, which is its node's. */
export type ClientId = number

interface Addressed<Kind extends string> {
  readonly kind: Kind
  readonly client: ClientId
  /** Which of the client's connections it belongs to; what belongs to an old one is void. */
  readonly connection: number
}

export interface Welcome extends Addressed<"welcome"> {
  readonly seenAs: readonly IpAddress[]
}

export interface Publication extends Addressed<"publish"> {
  readonly affiliate: Affiliate
}

/** Affiliates that are new or different, and the ids of those that are gone. */
export interface News {
  readonly seen: readonly Affiliate[]
  readonly gone: readonly NodeId[]
}

export interface Report extends Addressed<"report">, News {}

export type DiscoveryMessage =
  | Addressed<"hello">
  | Welcome
  | Addressed<"watch">
  | Publication
  | Report
  | Addressed<"retry">
  | Addressed<"flush">
  | Addressed<"refresh">
  | { readonly kind: "collect" }

/** How the service reaches the world around it. */
export interface DiscoveryPorts {
  readonly schedule: (at: Instant, message: DiscoveryMessage) => void
  /** Chance of one client's own. */
  readonly rngOf: (client: ClientId) => Rng
  /** The addresses as which a client is seen now; undefined if it cannot reach anybody. */
  readonly seenAs: (client: ClientId) => readonly IpAddress[] | undefined
  /** The client was told as whom it is seen. */
  readonly onWelcome: (client: ClientId, seenAs: readonly IpAddress[], now: Instant) => void
  readonly onReport: (client: ClientId, news: News, now: Instant) => void
}
