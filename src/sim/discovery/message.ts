/** What travels between simulated discovery services and their clients, and what both sides set themselves to do later. */
import type { UpdateRequest } from "../../domain/discovery/registry_request.ts"
import type { WatchMessage } from "../../domain/discovery/watch_message.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"

/** Each session, which is one node's with one service, has a number. */
export type SessionId = number

interface Addressed<Kind extends string> {
  readonly kind: Kind
  readonly session: SessionId
  /** Which of the session's connections it belongs to; what belongs to an old one is void. */
  readonly connection: number
}

export interface Welcome extends Addressed<"welcome"> {
  readonly seenAs: readonly IpAddress[]
  /** The service that the client is to go to instead. */
  readonly redirect: string | undefined
}

export interface Update extends Addressed<"update"> {
  readonly requests: readonly UpdateRequest[]
}

export interface Report extends Addressed<"report"> {
  readonly message: WatchMessage
}

export type DiscoveryMessage =
  | Addressed<"hello">
  | Welcome
  | Addressed<"watch">
  | Update
  | Report
  | Addressed<"retry">
  | Addressed<"flush">
  | Addressed<"refresh">
  | { readonly kind: "collect" }
