/** The whole of a scenario file. What a field means is said in its description, which editors show. */
import * as Schema from "effect/Schema"
import { NodeSchema, RouterSchema } from "./network_schema.ts"
import { DiscoverySchema, KubernetesSchema, MeshSchema } from "./mesh_schema.ts"
import { ActionSchema, DatagramSchema, ExpectationSchema, PingSchema } from "./story_schema.ts"
import { Name, PlainText } from "./text.ts"
import { SpanText } from "./units.ts"

const optional = Schema.optionalKey

/** Bounds on what one file may ask for; a mesh has a pair for each two nodes. */
const MAX_STEPS = 10_000

export const ScenarioFile = Schema.Struct({
  name: PlainText,
  description: PlainText.annotate({ description: "What happens, and what is to be learned from it." }),
  source: PlainText.annotate({ description: "Where it was seen, measured or asked for." }),
  seed: optional(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })))),
  duration: SpanText.annotate({ description: "When it ends: 5m, 1h30m." }),
  policy: optional(
    Schema.String.annotate({ description: "kubespan, unless said otherwise here or on the command line." }),
  ),
  internet: optional(
    Schema.Struct({
      hops: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 32 })))
        .annotate({ description: "Routers on the way from any of its stations to any other; 6." }),
    }),
  ),
  routers: optional(Schema.Record(Name, RouterSchema)),
  nodes: Schema.Record(Name, NodeSchema),
  discovery: optional(DiscoverySchema),
  kubernetes: optional(KubernetesSchema),
  mesh: optional(MeshSchema),
  traffic: optional(
    Schema.Array(PingSchema).annotate({ description: "If left out, all nodes ping all others every second." }),
  ),
  datagrams: optional(Schema.Array(DatagramSchema).pipe(Schema.check(Schema.isMaxLength(MAX_STEPS)))),
  timeline: optional(Schema.Array(ActionSchema).pipe(Schema.check(Schema.isMaxLength(MAX_STEPS)))),
  expect: Schema.Array(ExpectationSchema).pipe(Schema.check(Schema.isMaxLength(MAX_STEPS))),
}).annotate({ title: "Meshfold scenario" })
export type ScenarioFile = typeof ScenarioFile.Type

/** For editors: JSON Schema, draft 2020-12. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { schema, definitions } = Schema.toJsonSchemaDocument(ScenarioFile, { onExcessProperty: "error" })
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema, $defs: definitions }
}
