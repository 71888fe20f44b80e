/** What a node decides by: who it is, what it was told to do, and how it judges. */
import type { NodeId } from "../discovery/affiliate.ts"
import type { IpAddress } from "../net/ip_address.ts"
import type { PublicKey } from "../public_key.ts"
import type { KubeSpanOptions } from "./kubespan_options.ts"
import type { Policy } from "./policy/policy.ts"

export interface Rules {
  readonly localId: NodeId
  readonly localKey: PublicKey
  /** Ours, inside the cluster's prefix. */
  readonly meshAddress: IpAddress
  /** Announced with every address of ours. */
  readonly listenPort: number
  readonly options: KubeSpanOptions
  readonly policy: Policy
}
