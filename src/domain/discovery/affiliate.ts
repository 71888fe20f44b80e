/**
 * A potential member of the cluster as discovery describes it (spec/kubespan.md section 2). Fields that a source does
 * not know are absent or empty.
 */
import * as Schema from "effect/Schema"
import { Endpoint, sameEndpoint } from "../net/endpoint.ts"
import { IpAddress } from "../net/ip_address.ts"
import { PublicKey } from "../public_key.ts"
import { sameList } from "../same_list.ts"

/** Names an affiliate on the wire; at most 256 characters, as the discovery service demands. */
export const NodeId = Schema.String.pipe(
  Schema.check(Schema.isMinLength(1), Schema.isMaxLength(256)),
  Schema.brand("NodeId"),
)
export type NodeId = typeof NodeId.Type

/** What an affiliate needs to be a WireGuard peer. */
export const KubeSpanAffiliate = Schema.Struct({
  publicKey: PublicKey,
  /** Inside the cluster's prefix. */
  address: IpAddress,
  /** Candidates, in the order in which they are to be tried. */
  endpoints: Schema.Array(Endpoint),
})
export type KubeSpanAffiliate = typeof KubeSpanAffiliate.Type

export const Affiliate = Schema.Struct({
  nodeId: NodeId,
  /** The Kubernetes node name; empty if there is none. */
  nodename: Schema.String,
  /** The node's own addresses, which peers route to it. */
  addresses: Schema.Array(IpAddress),
  kubespan: Schema.optionalKey(KubeSpanAffiliate),
})
export type Affiliate = typeof Affiliate.Type

export function sameAffiliate(a: Affiliate, b: Affiliate): boolean {
  return a.nodeId === b.nodeId && a.nodename === b.nodename && sameList(a.addresses, b.addresses) &&
    sameKubeSpan(a.kubespan, b.kubespan)
}

function sameKubeSpan(a: KubeSpanAffiliate | undefined, b: KubeSpanAffiliate | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.publicKey === b.publicKey && a.address === b.address && sameList(a.endpoints, b.endpoints, sameEndpoint)
}
