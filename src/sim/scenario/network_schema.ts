/** The standing parts of a scenario file: links, routers with NAT and firewall, nodes with interfaces. */
import * as Schema from "effect/Schema"
import { MeshSchema } from "./mesh_schema.ts"
import { AddressText, EndpointText, Name, oneOrMore, PrefixText, told } from "./text.ts"
import { EmbeddingPrefixText, Nat64Schema, Nptv6Schema } from "./translation_schema.ts"
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
export const PORT_RULE = "Expected a port from 1 to 65535"
const isPort = Schema.isPattern(
  /^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$/u,
  { message: PORT_RULE },
)
export const PortNumber = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 65535 })))

const PortRange = Schema.Tuple([PortNumber, PortNumber]).pipe(
  Schema.check(Schema.makeFilter(([first, last]) => first <= last || "Expected the lower port first", told)),
)

export const NatSchema = Schema.Struct({
  mapping: optional(Dependence.annotate({ description: "RFC 4787 section 4.1." })),
  filtering: optional(Dependence.annotate({ description: "RFC 4787 section 5." })),
  "address-pooling": optional(
    Schema.Literals(["paired", "arbitrary"]).annotate({
      description: "Of several addresses outside, whether each inside address has one of its own; RFC 4787 REQ-2.",
    }),
  ),
  ports: optional(
    Schema.Literals(["preserve", "sequential", "random", "block", "overload", "static"]).annotate({
      description:
        "RFC 4787 section 4.2. block: from blocks of its own; overload: always the inside port, whoever has " +
        "it; static: the inside port or none.",
    }),
  ),
  "port-range": optional(
    PortRange.annotate({
      description: "External ports, both ends included; others are not kept with `ports: preserve` either.",
    }),
  ),
  step: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1024 })))
      .annotate({ description: "From one port to the next, with `ports: sequential`; 1." }),
  ),
  "block-size": optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 2, maximum: 32768 })))
      .annotate({ description: "Ports in a block, with `ports: block`; RFC 6888 REQ-14." }),
  ),
  blocks: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1024 })))
      .annotate({ description: "Blocks that an inside address may have, with `ports: block`." }),
  ),
  "range-class": optional(
    Schema.Boolean.annotate({ description: "Whether ports up to 1023 stay there, and others above; RFC 4787 REQ-3a." }),
  ),
  parity: optional(
    Schema.Boolean.annotate({ description: "Whether even ports stay even, and odd ones odd; RFC 4787 REQ-4." }),
  ),
  contiguity: optional(
    Schema.Boolean.annotate({
      description: "Whether the next port inside gets the next one outside if it is free; RFC 4787 section 4.2.3.",
    }),
  ),
  "port-overlapping": optional(
    Schema.Boolean.annotate({
      description: "Whether conversations share a port while their remote ends differ; RFC 7857 section 4.",
    }),
  ),
  hold: optional(
    DurationText.annotate({ description: "How long a port that was given up goes to nobody else; RFC 6888 REQ-8." }),
  ),
  hairpinning: optional(
    Schema.Literals(["none", "external-source", "internal-source"]).annotate({ description: "RFC 4787 section 6." }),
  ),
  timeout: optional(TimersSchema),
  "filter-timeout": optional(TimersSchema),
  refresh: optional(
    Schema.Literals(["outbound", "inbound", "both"]).annotate({
      description: "Which packets keep a mapping alive; RFC 4787 REQ-6 demands that outbound ones do.",
    }),
  ),
  capacity: optional(Capacity.annotate({ description: "Conversations that the table holds." })),
  overflow: optional(
    Schema.Literals(["drop-new", "drop-oldest"]).annotate({
      description: "What a full table does: it refuses what is new, or forgets what has been quiet longest.",
    }),
  ),
  "subscriber-limit": optional(
    Capacity.annotate({ description: "External ports that an inside address may have at a time; RFC 6888 REQ-4." }),
  ),
  "icmp-error": optional(
    Schema.Literals(["ignore", "kill"]).annotate({
      description: "Whether an ICMP error from outside ends the mapping that it is about; RFC 4787 REQ-12 forbids it.",
    }),
  ),
  unsolicited: optional(
    Schema.Literals(["drop", "reject"]).annotate({
      description: "What becomes of packets that nobody asked for; reject answers that the port is unreachable.",
    }),
  ),
  alg: optional(
    Schema.Literals(["off", "rewrite"]).annotate({
      description: "Whether inside endpoints in payloads are rewritten too; RFC 4787 REQ-10 wants it off.",
    }),
  ),
}).annotate({ title: "Nat", description: "Axes of RFC 4787; what is left out comes from the preset." })
export type NatSchema = typeof NatSchema.Type

export const FirewallSchema = Schema.Struct({
  inbound: optional(Schema.Literals(["accept", "drop"]).annotate({ description: "For what answers nothing." })),
  open: optional(Schema.Array(PortNumber).annotate({ description: "Ports that let anybody in." })),
  udp: optional(Schema.Literals(["open", "blocked"])),
  tcp: optional(
    Schema.Literals(["open", "proxy", "blocked"]).annotate({
      description: "To services outside: anybody, who has a `proxy`, or nobody; open.",
    }),
  ),
  timeout: optional(TimersSchema),
  capacity: optional(Capacity),
}).annotate({ title: "Firewall", description: "A stateful filter; what is left out comes from the preset." })
export type FirewallSchema = typeof FirewallSchema.Type

export const LinuxSchema = Schema.Struct({
  nat: optional(
    Schema.Literals([
      "masquerade",
      "masquerade random",
      "masquerade fully-random",
      "snat",
      "snat random",
      "snat fully-random",
      "none",
    ]).annotate({
      description: "The postrouting rule for IPv4. With one address outside, snat and masquerade do the same.",
    }),
  ),
  ports: optional(PortRange.annotate({ description: "External ports that the rule allows, both ends included." })),
  input: optional(
    Schema.Literals(["accept", "drop", "reject"]).annotate({
      description:
        "What becomes of UDP from outside that is for nobody inside. Only accept leaves a trace in conntrack.",
    }),
  ),
  "port-forwards": optional(
    Schema.Record(Schema.String.pipe(Schema.check(isPort)), EndpointText).annotate({
      description: "By external port, who has it inside: 51820: 192.168.1.2:51820.",
    }),
  ),
  hairpin: optional(Schema.Boolean.annotate({ description: "Whether port forwards work from inside; false." })),
  timeout: optional(TimersSchema),
  capacity: optional(Capacity),
}).annotate({ title: "Linux", description: "A Linux router with conntrack and nftables, checked against the kernel." })
export type LinuxSchema = typeof LinuxSchema.Type

const None = Schema.Literal("none")

export const PRESET_NAMES = [
  "home",
  "corporate",
  "carrier",
  "cgn",
  "cloud",
  "aws",
  "azure",
  "gcp",
  "full-cone",
  "linux-bare",
  "linux-masquerade",
  "linux-masquerade-random",
  "udp-blocked",
  "proxy-only",
] as const

export const RouterSchema = Schema.Struct({
  preset: optional(Schema.Literals(PRESET_NAMES).annotate({ description: "Where to start from; see the README." })),
  behind: optional(Name.annotate({ description: "The network outside: internet (the default) or another router." })),
  outside: oneOrMore(AddressText).annotate({ description: "Its addresses on the network outside." }),
  inside: oneOrMore(PrefixText).annotate({ description: "The prefixes of the network inside." }),
  link: optional(LinkSchema.annotate({ description: "Towards the network outside." })),
  nat: optional(Schema.Union([None, NatSchema])),
  linux: optional(LinuxSchema),
  nat64: optional(Nat64Schema),
  nptv6: optional(Nptv6Schema),
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
  clat: optional(
    EmbeddingPrefixText.annotate({ description: "Of a NAT64, for IPv4 where the host has none (464XLAT, RFC 6877)." }),
  ),
  proxy: optional(
    Schema.Boolean.annotate({ description: "Whether it was told of the proxy that `tcp: proxy` is about; false." }),
  ),
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
