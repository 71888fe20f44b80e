/** The standing parts of a scenario file: links, routers with NAT and firewall, nodes with interfaces. */
import * as Schema from "effect/Schema"
import { MeshSchema } from "./mesh_schema.ts"
import { AddressText, EndpointText, Name, oneOrMore, PrefixText, told } from "./text.ts"
import { DurationText, OffsetText, RateText, ShareText, SpanText } from "./units.ts"

const optional = Schema.optionalKey

export const LinkSchema = Schema.Struct({
  latency: optional(DurationText.annotate({ description: "One-way delay." })),
  jitter: optional(
    DurationText.annotate({ description: "Added at random, from zero to this; packets stay in order." }),
  ),
  loss: optional(ShareText.annotate({ description: "Packets lost, each by itself." })),
  burst: optional(
    Schema.Struct({
      enter: ShareText.annotate({ description: "Chance for each packet that a burst of loss begins." }),
      leave: ShareText.annotate({ description: "Chance for each packet that it ends." }),
      loss: ShareText.annotate({ description: "Packets lost while it lasts." }),
    }).annotate({ description: "Loss in bursts (Gilbert-Elliott)." }),
  ),
  reorder: optional(ShareText.annotate({ description: "Packets held back so that later ones overtake them." })),
  duplicate: optional(ShareText.annotate({ description: "Packets that arrive twice." })),
  rate: optional(RateText),
  queue: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1500, maximum: 100_000_000 })))
      .annotate({ description: "Bytes that wait while a link with a rate is busy." }),
  ),
  mtu: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 576, maximum: 65535 })))
      .annotate({ description: "Largest IP packet in bytes." }),
  ),
}).annotate({ title: "Link", description: "How packets travel between a host or router and its network, each way." })
export type LinkSchema = typeof LinkSchema.Type

const Dependence = Schema.Literals(["endpoint-independent", "address-dependent", "address-and-port-dependent"])

export const TimersSchema = Schema.Union([
  SpanText,
  Schema.Struct({
    unreplied: SpanText.annotate({ description: "While only one side has spoken." }),
    replied: SpanText.annotate({ description: "Once both have." }),
    assured: SpanText.annotate({ description: "Once both have and it is older than `assured-after`." }),
    "assured-after": optional(DurationText.annotate({ description: "2s." })),
  }),
]).annotate({ description: "Idle limit: one for all states, or one while unreplied, once replied, once assured." })
export type TimersSchema = typeof TimersSchema.Type

const Capacity = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })))
const PortNumber = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 65535 })))

export const NatSchema = Schema.Struct({
  mapping: optional(Dependence.annotate({ description: "RFC 4787 section 4.1." })),
  filtering: optional(Dependence.annotate({ description: "RFC 4787 section 5." })),
  ports: optional(
    Schema.Literals(["preserve", "sequential", "random"]).annotate({ description: "RFC 4787 section 4.2." }),
  ),
  hairpinning: optional(
    Schema.Literals(["none", "external-source", "internal-source"]).annotate({ description: "RFC 4787 section 6." }),
  ),
  timeout: optional(TimersSchema),
  "filter-timeout": optional(TimersSchema),
  refresh: optional(Schema.Literals(["outbound", "both"]).annotate({ description: "What keeps a mapping alive." })),
  capacity: optional(Capacity.annotate({ description: "Conversations that the table holds." })),
  "port-range": optional(
    Schema.Tuple([PortNumber, PortNumber]).pipe(
      Schema.check(Schema.makeFilter(([first, last]) => first <= last || "Expected the lower port first", told)),
    ).annotate({
      description: "External ports, both ends included; others are not kept with `ports: preserve` either.",
    }),
  ),
}).annotate({ title: "Nat", description: "Axes of RFC 4787; what is left out comes from the preset." })
export type NatSchema = typeof NatSchema.Type

export const FirewallSchema = Schema.Struct({
  inbound: optional(Schema.Literals(["accept", "drop"]).annotate({ description: "For what answers nothing." })),
  open: optional(Schema.Array(PortNumber).annotate({ description: "Ports that let anybody in." })),
  udp: optional(Schema.Literals(["open", "blocked"])),
  timeout: optional(TimersSchema),
  capacity: optional(Capacity),
}).annotate({ title: "Firewall", description: "A stateful filter; what is left out comes from the preset." })
export type FirewallSchema = typeof FirewallSchema.Type

const None = Schema.Literal("none")

export const PRESET_NAMES = [
  "home",
  "corporate",
  "carrier",
  "cloud",
  "full-cone",
  "linux-masquerade",
  "linux-masquerade-random",
] as const

export const RouterSchema = Schema.Struct({
  preset: optional(Schema.Literals(PRESET_NAMES).annotate({ description: "Where to start from; see the README." })),
  behind: optional(Name.annotate({ description: "The network outside: internet (the default) or another router." })),
  outside: oneOrMore(AddressText).annotate({ description: "Its addresses on the network outside." }),
  inside: oneOrMore(PrefixText).annotate({ description: "The prefixes of the network inside." }),
  link: optional(LinkSchema.annotate({ description: "Towards the network outside." })),
  nat: optional(Schema.Union([None, NatSchema])),
  firewall: optional(Schema.Union([None, FirewallSchema])),
}).annotate({ title: "Router", description: "Its name is also the name of the network inside." })
export type RouterSchema = typeof RouterSchema.Type

export const InterfaceSchema = Schema.Struct({
  on: Name.annotate({ description: "The network: internet, or the name of a router." }),
  address: oneOrMore(AddressText).annotate({ description: "Its addresses on that network." }),
  link: optional(LinkSchema),
  up: optional(Schema.Boolean.annotate({ description: "False to begin with the interface down." })),
}).annotate({ title: "Interface" })
export type InterfaceSchema = typeof InterfaceSchema.Type

/** As much as discovery takes (spec/discovery.md 3.1). */
const IdText = Schema.String.pipe(
  Schema.check(Schema.isPattern(/^[!-~]{1,256}$/u, { message: "Expected at most 256 characters of visible ASCII" })),
)

export const NodeSchema = Schema.Struct({
  interfaces: Schema.Record(Name, InterfaceSchema).annotate({
    description: "By name. The first one that is up carries what leaves for other networks.",
  }),
  port: optional(PortNumber.annotate({ description: "Of WireGuard; 51820." })),
  firewall: optional(FirewallSchema.annotate({ description: "On the host itself." })),
  start: optional(
    Schema.Union([DurationText, Schema.Literal("never")]).annotate({
      description: "When it starts; 0s. 'never' leaves that to the timeline.",
    }),
  ),
  clock: optional(OffsetText.annotate({ description: "How far its wall clock is off: +2s, -1h." })),
  mesh: optional(MeshSchema.annotate({ description: "What it is told beside what all nodes are." })),
  role: optional(Schema.Literals(["controlplane", "worker"]).annotate({ description: "Its machine type; worker." })),
  pods: optional(Schema.Array(PrefixText).annotate({ description: "The networks of its pods." })),
  static: optional(
    Schema.Record(Name, Schema.Array(EndpointText)).annotate({ description: "Nodes that it knows from the start." }),
  ),
  id: optional(IdText.annotate({ description: "Its node id; its name." })),
}).annotate({ title: "Node" })
export type NodeSchema = typeof NodeSchema.Type
