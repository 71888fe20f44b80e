/** The moving parts of a scenario file: traffic, the timeline, and what is expected of it all. */
import * as Schema from "effect/Schema"
import { FirewallSchema, InterfaceSchema, LinkSchema, PortNumber as Port } from "./network_schema.ts"
import { AddressText, EndpointText, Name, oneOrMore, PlainText } from "./text.ts"
import { DurationText, OffsetText, SpanText } from "./units.ts"

const optional = Schema.optionalKey

export const ViaSchema = Schema.Literals(["mesh", "address"]).annotate({
  description:
    "To the mesh address (the default), or to the address on the target's own network, which a node routes " +
    "into the tunnel or not.",
})

export const PingSchema = Schema.Struct({
  from: Name.annotate({ description: "A node, or all." }),
  to: Name.annotate({ description: "A node, or all." }),
  every: DurationText.annotate({ description: "From one to the next." }),
  start: optional(DurationText.annotate({ description: "0s." })),
  stop: optional(DurationText.annotate({ description: "The end of the scenario." })),
  size: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 64, maximum: 65535 })))
      .annotate({ description: "Bytes of the inner IP packet; 84. Never more than the sender's MTU." }),
  ),
  via: optional(ViaSchema),
}).annotate({ title: "Ping", description: "Echo requests through the mesh." })
export type PingSchema = typeof PingSchema.Type

/** As many as a person would look at; a flood is no experiment. */
const MAX_TIMES = 10_000

export const DatagramSchema = Schema.Struct({
  at: DurationText.annotate({ description: "When: 30s, 2m." }),
  from: Name.annotate({ description: "The node whose host sends it." }),
  port: optional(Port.annotate({ description: "The port that it is sent from; the node's own." })),
  to: EndpointText,
  ttl: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 255 })))
      .annotate({ description: "Hops that it may make; 64." }),
  ),
  every: optional(SpanText.annotate({ description: "With `times`: from one to the next." })),
  times: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: MAX_TIMES })))
      .annotate({ description: "How many; 1." }),
  ),
}).annotate({ title: "Datagram", description: "Plain UDP past the mesh, which no node makes anything of." })
export type DatagramSchema = typeof DatagramSchema.Type

/** One thing that happens. `do` names it and decides what else must be said. */
const action = <const Verb extends string, const Fields extends Schema.Struct.Fields>(verb: Verb, fields: Fields) =>
  Schema.Struct({ at: DurationText.annotate({ description: "When: 30s, 2m." }), do: Schema.Literal(verb), ...fields })

export const ActionSchema = Schema.Union([
  action("move", {
    node: Name,
    interface: Name,
    to: InterfaceSchema.annotate({ description: "Another network, other addresses." }),
    gap: optional(DurationText.annotate({ description: "How long it is on neither; 0s." })),
  }),
  action("interface-down", { node: Name, interface: Name }),
  action("interface-up", { node: Name, interface: Name }),
  action("address", { node: Name, interface: Name, address: oneOrMore(AddressText) }),
  action("link", { node: optional(Name), interface: optional(Name), router: optional(Name), link: LinkSchema }),
  action("firewall", { node: optional(Name), router: optional(Name), firewall: FirewallSchema }),
  action("reboot", {
    router: Name,
    down: optional(DurationText.annotate({ description: "How long it is off; 0s." })),
    outside: optional(
      AddressText.annotate({ description: "Its new IPv4 address, if that changes; of several the first does." }),
    ),
  }),
  action("partition", {
    between: Schema.Array(Schema.NonEmptyArray(Name)).pipe(Schema.check(Schema.isMinLength(2)))
      .annotate({ description: "Groups of nodes and routers that no longer reach each other." }),
  }),
  action("heal", {}),
  action("discovery", {
    service: optional(Name.annotate({ description: "Which one; service, the first." })),
    state: Schema.Literals(["down", "up", "restart"]),
    latency: optional(DurationText),
  }),
  action("kubernetes", { state: Schema.Literals(["down", "up"]) }),
  action("stop", { node: Name }),
  action("start", { node: Name }),
  action("clock", {
    node: Name,
    by: OffsetText,
  }),
]).annotate({ title: "Action" })
export type ActionSchema = typeof ActionSchema.Type

const Pair = Schema.Tuple([Name, Name]).annotate({ description: "Two nodes; the order does not matter." })

const because = optional(PlainText.annotate({ description: "The reasoning behind the expectation." }))

const expectation = <const Kind extends string, const Fields extends Schema.Struct.Fields>(
  kind: Kind,
  fields: Fields,
) => Schema.Struct({ that: Schema.Literal(kind), ...fields, because })

const Count = Schema.Int.pipe(Schema.check(Schema.isGreaterThanOrEqualTo(0)))
const Counted = Schema.Struct({ "at-least": optional(Count), "at-most": optional(Count) })

export const ExpectationSchema = Schema.Union([
  expectation("pair-up", {
    pair: Pair,
    path: optional(Schema.Literals(["direct", "local"]).annotate({ description: "Any, if left out." })),
    from: optional(DurationText.annotate({ description: "The clock starts here; 0s." })),
    within: DurationText.annotate({ description: "Both have an answer to a ping sent after `from` by then." }),
  }),
  expectation("pair-down", {
    pair: Pair,
    from: optional(DurationText.annotate({ description: "0s." })),
    until: optional(DurationText.annotate({ description: "The end of the scenario." })),
    reason: optional(PlainText.annotate({ description: "Words that the stated reason contains." })),
  }),
  expectation("endpoint", {
    node: Name,
    peer: Name,
    at: DurationText,
    is: EndpointText.annotate({ description: "Where the node sends what is for the peer." }),
  }),
  expectation("state", { node: Name, peer: Name, at: DurationText, is: Schema.Literals(["unknown", "up", "down"]) }),
  expectation("pings", {
    from: Name,
    to: Name,
    start: optional(DurationText),
    stop: optional(DurationText),
    via: optional(ViaSchema),
    lost: optional(
      Counted.annotate({
        description:
          "Requests sent between `start` and `stop` that got no answer; without those that were sent within " +
          "the last second of the scenario, whose answers may still be under way.",
      }),
    ),
    "in-clear": optional(Counted.annotate({ description: "Requests that did not go through the tunnel." })),
  }),
  expectation("candidates", {
    node: Name,
    peer: Name,
    at: DurationText,
    has: optional(Schema.Array(EndpointText)),
    lacks: optional(Schema.Array(EndpointText)),
    first: optional(EndpointText),
  }),
  expectation("allowed", {
    node: Name,
    peer: Name,
    at: DurationText,
    has: optional(Schema.Array(AddressText)),
    lacks: optional(Schema.Array(AddressText)),
  }),
  expectation("converged", {
    by: DurationText.annotate({ description: "Every pair had an answered ping both ways." }),
  }),
  expectation("no-plaintext", {}),
]).annotate({ title: "Expectation" })
export type ExpectationSchema = typeof ExpectationSchema.Type
