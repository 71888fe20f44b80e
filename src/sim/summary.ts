/** What is left of a run once it is over: the one thing that reports are made of. Its schema is the JSON report's. */
import * as Schema from "effect/Schema"

export const PairSummary = Schema.Struct({
  from: Schema.String,
  to: Schema.String,
  state: Schema.Literals(["unknown", "up", "down"]).annotate({ description: "How `from` sees `to` at the end." }),
  path: Schema.Literals(["direct", "local", "relay", "half-direct", "none"]).annotate({
    description: "local: over a network that both are on. relay and half-direct are for policies that have them.",
  }),
  firstUpMs: Schema.NullOr(Schema.Int).annotate({
    description:
      "Simulated milliseconds from when both first ran to their first handshake as `from` saw it; null for none.",
  }),
  endpoint: Schema.NullOr(Schema.String).annotate({ description: "Where `from` sends what is for `to`, at the end." }),
  reason: Schema.NullOr(Schema.String).annotate({ description: "Why there is no path; null where there is one." }),
})
export type PairSummary = typeof PairSummary.Type

export const NodeSummary = Schema.Struct({
  name: Schema.String,
  isRunning: Schema.Boolean,
  members: Schema.Array(Schema.String).annotate({
    description: "Whom it takes for members of the cluster at the end, itself included; none if it does not run.",
  }),
  controlPlane: Schema.Array(Schema.String).annotate({
    description: "The addresses that it has for the control plane.",
  }),
}).annotate({ title: "Node" })
export type NodeSummary = typeof NodeSummary.Type

export const ExpectationSummary = Schema.Struct({
  /** The expectation as the file has it, in one line. */
  text: Schema.String,
  verdict: Schema.Literals(["pass", "fail"]),
  seen: Schema.String.annotate({ description: "What happened instead, or as well." }),
  because: Schema.NullOr(Schema.String).annotate({ description: "The reasoning that the file gives." }),
})
export type ExpectationSummary = typeof ExpectationSummary.Type

export const ViolationSummary = Schema.Struct({
  atMs: Schema.Number,
  check: Schema.String,
  detail: Schema.String,
})

export const StorySummary = Schema.Struct({
  atMs: Schema.Number,
  node: Schema.String.annotate({ description: "Empty for what happened to the network." }),
  text: Schema.String,
})
export type StorySummary = typeof StorySummary.Type

export const RunSummary = Schema.Struct({
  version: Schema.Literal(1),
  scenario: Schema.String,
  file: Schema.String,
  description: Schema.String,
  seed: Schema.Int,
  policy: Schema.String,
  suite: Schema.String,
  verdict: Schema.Literals(["pass", "fail"]).annotate({
    description: "pass: every expectation is met, and nothing that must hold in every run was broken.",
  }),
  digest: Schema.String.annotate({ description: "Over all packets and events; equal runs have equal digests." }),
  simulatedMs: Schema.Number,
  wallMs: Schema.Number,
  hops: Schema.Int.annotate({ description: "Packets that came to the end of a link." }),
  expectations: Schema.Array(ExpectationSummary),
  pairs: Schema.Array(PairSummary),
  nodes: Schema.Array(NodeSummary),
  story: Schema.Array(StorySummary).annotate({ description: "What mattered, in order." }),
  violations: Schema.Array(ViolationSummary),
}).annotate({ title: "Meshfold run" })
export type RunSummary = typeof RunSummary.Type

/** JSON Schema, draft 2020-12, of what `--format json` prints. */
export function reportJsonSchema(): Record<string, unknown> {
  const { schema, definitions } = Schema.toJsonSchemaDocument(RunSummary, { onExcessProperty: "error" })
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema, $defs: definitions }
}
