/** What a scenario file says of the mesh itself: discovery in its several forms, and what nodes are told to do. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseAddressFilter } from "../../domain/mesh/address_filter.ts"
import { EndpointText, Name, PrefixText } from "./text.ts"
import { DurationText } from "./units.ts"

const optional = Schema.optionalKey

const OutOfReach = Schema.Array(Name).annotate({ description: "Nodes and routers that cannot reach it." })

const service = {
  latency: optional(DurationText.annotate({ description: "One way between a node and the service; 20ms." })),
  state: optional(Schema.Literals(["down", "up"]).annotate({ description: "At the start; up." })),
  redirect: optional(Name.annotate({ description: "The service to which it sends everybody." })),
  "out-of-reach": optional(OutOfReach),
}

export const ServiceSchema = Schema.Struct({
  ...service,
  used: optional(Schema.Boolean.annotate({ description: "False if nodes come here only when they are sent; true." })),
}).annotate({ title: "Service" })
export type ServiceSchema = typeof ServiceSchema.Type

export const DiscoverySchema = Schema.Struct({
  ...service,
  more: optional(Schema.Record(Name, ServiceSchema).annotate({ description: "Further services, by name." })),
}).annotate({ title: "Discovery", description: "The discovery service; its name is service." })
export type DiscoverySchema = typeof DiscoverySchema.Type

export const KubernetesSchema = Schema.Struct({
  latency: optional(DurationText.annotate({ description: "One way between a node and the API; 20ms." })),
  state: optional(Schema.Literals(["down", "up"]).annotate({ description: "At the start; up." })),
  "out-of-reach": optional(OutOfReach),
}).annotate({ title: "Kubernetes", description: "Nodes also find each other by annotations on their Node objects." })
export type KubernetesSchema = typeof KubernetesSchema.Type

const FilterText = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text) =>
      Result.isSuccess(parseAddressFilter(text)) || "Expected a prefix or an address, with ! before it to negate"
    ),
  ),
)

export const MeshSchema = Schema.Struct({
  bypass: optional(Schema.Boolean.annotate({ description: "allowDownPeerBypass; false." })),
  harvest: optional(Schema.Boolean.annotate({ description: "harvestExtraEndpoints; false." })),
  "advertise-pods": optional(Schema.Boolean.annotate({ description: "advertiseKubernetesNetworks; false." })),
  mtu: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1280, maximum: 65535 })))
      .annotate({ description: "Of the tunnel; 1420." }),
  ),
  announce: optional(Schema.Array(FilterText).annotate({ description: "filters.endpoints: what is announced." })),
  accept: optional(Schema.Array(FilterText).annotate({ description: "filters.peerEndpoints: what is tried." })),
  exclude: optional(Schema.Array(PrefixText).annotate({ description: "filters.excludeAdvertisedNetworks." })),
  extra: optional(Schema.Array(EndpointText).annotate({ description: "extraAnnouncedEndpoints." })),
}).annotate({ title: "Mesh", description: "KubeSpan's options; for all nodes, or for one." })
export type MeshSchema = typeof MeshSchema.Type
