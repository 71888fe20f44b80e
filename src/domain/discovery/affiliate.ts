/**
 * A potential member of the cluster as discovery describes it (spec/kubespan.md section 2). Fields that a source does
 * not know are absent or empty.
 */
import * as Schema from "effect/Schema"
import { sameEndpoint } from "../net/endpoint.ts"
import { EndpointSchema, IpAddressSchema, PortSchema, PrefixSchema } from "../net/schemas.ts"
import { PublicKeySchema } from "../public_key_schema.ts"
import { sameList } from "../same_list.ts"

/** Names an affiliate on the wire; at most 256 characters, as the discovery service demands. */
export const NodeId = Schema.String.pipe(
  Schema.check(Schema.isMinLength(1), Schema.isMaxLength(256)),
  Schema.brand("NodeId"),
)
export type NodeId = typeof NodeId.Type

export const MachineType = Schema.Literals(["unknown", "init", "controlplane", "worker"])
export type MachineType = typeof MachineType.Type

/** What an affiliate needs to be a WireGuard peer. */
export const KubeSpanAffiliate = Schema.Struct({
  publicKey: PublicKeySchema,
  /** Inside the cluster's prefix. */
  address: IpAddressSchema,
  /** Further networks behind the node: its pods, when it advertises them. */
  additionalAddresses: Schema.Array(PrefixSchema),
  /** Candidates, in the order in which they are to be tried. */
  endpoints: Schema.Array(EndpointSchema),
  /** Networks that peers are not to route to this node. */
  excludeAdvertisedNetworks: Schema.Array(PrefixSchema),
})
export type KubeSpanAffiliate = typeof KubeSpanAffiliate.Type

export const Affiliate = Schema.Struct({
  nodeId: NodeId,
  /** Fully qualified. */
  hostname: Schema.String,
  /** The Kubernetes node name; empty if there is none. */
  nodename: Schema.String,
  /** `Talos (v1.14.0)`. */
  operatingSystem: Schema.String,
  machineType: MachineType,
  /** The node's own addresses, which peers route to it. */
  addresses: Schema.Array(IpAddressSchema),
  kubespan: Schema.optionalKey(KubeSpanAffiliate),
  /** Of a control plane: the port of its API server. */
  controlPlane: Schema.optionalKey(Schema.Struct({ port: PortSchema })),
})
export type Affiliate = typeof Affiliate.Type

/** An affiliate of which nothing is known but its id. */
export const unknownAffiliate = (nodeId: NodeId): Affiliate => ({
  nodeId,
  hostname: "",
  nodename: "",
  operatingSystem: "",
  machineType: "unknown",
  addresses: [],
})

export const isControlPlane = ({ machineType }: Affiliate): boolean =>
  machineType === "controlplane" || machineType === "init"

export function sameAffiliate(a: Affiliate, b: Affiliate): boolean {
  return a.nodeId === b.nodeId && a.hostname === b.hostname && a.nodename === b.nodename &&
    a.operatingSystem === b.operatingSystem && a.machineType === b.machineType &&
    a.controlPlane?.port === b.controlPlane?.port && sameList(a.addresses, b.addresses) &&
    sameKubeSpan(a.kubespan, b.kubespan)
}

function sameKubeSpan(a: KubeSpanAffiliate | undefined, b: KubeSpanAffiliate | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.publicKey === b.publicKey && a.address === b.address && sameList(a.endpoints, b.endpoints, sameEndpoint) &&
    sameList(a.additionalAddresses, b.additionalAddresses) &&
    sameList(a.excludeAdvertisedNetworks, b.excludeAdvertisedNetworks)
}
