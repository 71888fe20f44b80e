/**
 * What Talos configurations say about KubeSpan (spec/kubespan.md 3.1 to 3.3): the sections of a machine configuration,
 * and the documents that take their place. Shapes alone: what upstream checks itself, it says in its own words, and
 * validate_talos.ts repeats them.
 */
import * as Schema from "effect/Schema"
import { described, EndpointText } from "./text_schema.ts"

const optional = Schema.optionalKey

const Flag = (description: string) => optional(described(Schema.Boolean, description))
const Texts = (description: string) => optional(described(Schema.Array(Schema.String), description))
const Text = (description: string) => optional(described(Schema.String, description))

/** A uint32 in Go. */
const Mtu = Schema.Int.pipe(
  Schema.check(Schema.isBetween({ minimum: 0, maximum: 0xffffffff }, { message: "Expected a whole number of bytes" })),
)

const OPTIONS = {
  enabled: Flag("Turns KubeSpan on. Default: false."),
  advertiseKubernetesNetworks: Flag("Announce the node's pod networks. Default: false."),
  allowDownPeerBypass: Flag("Send packets for a peer outside the tunnel while the peer is not up. Default: false."),
  harvestExtraEndpoints: Flag("Announce at which endpoints peers are heard. Default: false."),
  mtu: optional(described(Mtu, "Of the link and its routes, at least 1280. Default: 1420.")),
  filters: optional(Schema.Struct({
    endpoints: Texts("CIDR blocks or addresses, ! negates: which of its addresses the node announces, in which order."),
    excludeAdvertisedNetworks: Texts("CIDR blocks that peers are not to route to this node."),
    peerEndpoints: Texts("CIDR blocks or addresses, ! negates: which endpoints of peers are tried, in which order."),
  })),
}

export const KubeSpanSection = Schema.Struct(OPTIONS)
export type KubeSpanSection = typeof KubeSpanSection.Type

export const DiscoverySection = Schema.Struct({
  enabled: Flag("Turns discovery on. Default: false."),
  registries: optional(Schema.Struct({
    kubernetes: optional(Schema.Struct({ disabled: Flag("Do not use the Kubernetes registry. Default: false.") })),
    service: optional(Schema.Struct({
      disabled: Flag("Do not use the discovery service. Default: false."),
      endpoint: Text("URL of the service, without a path. Default: https://discovery.talos.dev/."),
    })),
  })),
})
export type DiscoverySection = typeof DiscoverySection.Type

/** `version: v1alpha1`, as far as it concerns us. */
export const MachineConfig = Schema.Struct({
  machine: optional(Schema.Struct({ network: optional(Schema.Struct({ kubespan: optional(KubeSpanSection) })) })),
  cluster: optional(Schema.Struct({
    id: Text("Names the cluster; any text but an empty one."),
    secret: Text("32 bytes in base64, shared by all nodes of the cluster."),
    discovery: optional(DiscoverySection),
  })),
})
export type MachineConfig = typeof MachineConfig.Type

const kind = <const Kind extends string>(kind: Kind) => ({
  apiVersion: Schema.Literal("v1alpha1"),
  kind: Schema.Literal(kind),
})

export const KubeSpanConfig = Schema.Struct({ ...kind("KubeSpanConfig"), ...OPTIONS })
export type KubeSpanConfig = typeof KubeSpanConfig.Type

export const KubeSpanEndpointsConfig = Schema.Struct({
  ...kind("KubeSpanEndpointsConfig"),
  extraAnnouncedEndpoints: optional(described(
    Schema.Array(EndpointText),
    "Announced beside the node's own addresses, and not filtered.",
  )),
})
export type KubeSpanEndpointsConfig = typeof KubeSpanEndpointsConfig.Type

export const DiscoveryServiceConfig = Schema.Struct({
  ...kind("DiscoveryServiceConfig"),
  name: Text("Tells this service from others."),
  endpoint: Text("URL of the service: http://, https:// or grpc://; the last two with TLS."),
})
export type DiscoveryServiceConfig = typeof DiscoveryServiceConfig.Type

export const DiscoveryIdentityConfig = Schema.Struct({
  ...kind("DiscoveryIdentityConfig"),
  clusterID: Text("Names the cluster; any text but an empty one."),
  clusterSecret: Text("32 bytes in base64, shared by all nodes of the cluster."),
})
export type DiscoveryIdentityConfig = typeof DiscoveryIdentityConfig.Type
