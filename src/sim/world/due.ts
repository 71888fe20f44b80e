/** What a world's queue holds. */
import type { Instant } from "../../domain/net/instant.ts"
import type { DiscoveryMessage } from "../discovery/message.ts"
import type { Arrival } from "../fabric/fabric.ts"
import type { PingPlan } from "./traffic.ts"

export type Due =
  | Arrival
  | { readonly _tag: "Wake"; readonly node: number }
  | { readonly _tag: "PingDue"; readonly plan: PingPlan }
  | { readonly _tag: "Discovery"; readonly message: DiscoveryMessage }
  /** Something of the timeline. */
  | { readonly _tag: "Deed"; readonly deed: (now: Instant) => void }
