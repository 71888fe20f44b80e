/**
 * The gate through which configurations come in: the documents of one node, in any order and from any number of files,
 * to typed sections, or what is wrong with them and where. A field that is null counts as left out, as in Go. Documents
 * of other kinds, and the sections of a machine configuration that are not ours, are not looked into.
 */
import * as Result from "effect/Result"
import type * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { fieldIssues } from "../../field_issues.ts"
import type { ConfigIssue } from "./mesh_config.ts"
import { ShortConfig } from "./short_schema.ts"
import * as talos from "./talos_schema.ts"

/** A value and the document that it was, counted from 0. */
export interface Placed<A> {
  readonly document: number
  readonly value: A
}

export interface ConfigDocuments {
  readonly machines: readonly Placed<talos.MachineConfig>[]
  readonly kubespans: readonly Placed<talos.KubeSpanConfig>[]
  readonly endpoints: readonly Placed<talos.KubeSpanEndpointsConfig>[]
  readonly services: readonly Placed<talos.DiscoveryServiceConfig>[]
  readonly identities: readonly Placed<talos.DiscoveryIdentityConfig>[]
  readonly shorts: readonly Placed<ShortConfig>[]
}

export function decodeConfig(documents: readonly unknown[]): Result.Result<ConfigDocuments, readonly ConfigIssue[]> {
  const found = documents.map((data) => ({ form: formOf(data), data: withoutNulls(data, DEPTH) }))
  const issues: ConfigIssue[] = found.flatMap(({ form }, document) =>
    form === "none" ? [{ document, path: [], message: UNRECOGNISED }] : []
  )
  const gather = <A>(wanted: string, decode: Decoder<A>): readonly Placed<A>[] =>
    found.flatMap(({ form, data }, document) => {
      const decoded = form === wanted ? decode(data) : undefined
      if (decoded === undefined) return []
      if (Result.isSuccess(decoded)) return [{ document, value: decoded.success }]
      for (const issue of fieldIssues(decoded.failure)) issues.push({ ...issue, document })
      return []
    })
  const gathered: ConfigDocuments = {
    machines: gather("machine", (data) => decoders.machine(only(data, OURS))),
    kubespans: gather("KubeSpanConfig", decoders.kubespan),
    endpoints: gather("KubeSpanEndpointsConfig", decoders.endpoints),
    services: gather("DiscoveryServiceConfig", decoders.service),
    identities: gather("DiscoveryIdentityConfig", decoders.identity),
    shorts: gather("short", decoders.short),
  }
  return issues.length > 0 ? Result.fail(issues) : Result.succeed(gathered)
}

/** The kinds of the documents that are not ours, and were not looked into. */
export const foreignKinds = (documents: readonly unknown[]): readonly string[] =>
  documents.flatMap((data) => {
    const kind = field(data, "kind")
    return typeof kind === "string" && !KINDS.includes(kind) ? [kind] : []
  })

type Decoder<A> = (data: unknown) => Result.Result<A, SchemaIssue.Issue>

const STRICT = { errors: "all", onExcessProperty: "error" } as const

const decoders = {
  machine: SchemaParser.decodeUnknownResult(talos.MachineConfig, STRICT),
  kubespan: SchemaParser.decodeUnknownResult(talos.KubeSpanConfig, STRICT),
  endpoints: SchemaParser.decodeUnknownResult(talos.KubeSpanEndpointsConfig, STRICT),
  service: SchemaParser.decodeUnknownResult(talos.DiscoveryServiceConfig, STRICT),
  identity: SchemaParser.decodeUnknownResult(talos.DiscoveryIdentityConfig, STRICT),
  short: SchemaParser.decodeUnknownResult(ShortConfig, STRICT),
}

const KINDS = ["KubeSpanConfig", "KubeSpanEndpointsConfig", "DiscoveryServiceConfig", "DiscoveryIdentityConfig"]

const UNRECOGNISED = 'Expected a machine configuration, a document with "kind", or "meshfold"'

/** Which of the forms a document claims to be; "other" is nobody's business here. */
function formOf(data: unknown): string {
  if (data === null || data === undefined) return "other"
  const kind = field(data, "kind")
  if (typeof kind === "string") return KINDS.includes(kind) ? kind : "other"
  if (field(data, "meshfold") !== undefined) return "short"
  return ["version", "machine", "cluster"].some((key) => field(data, key) !== undefined) ? "machine" : "none"
}

/** More than any of our sections is deep. */
const DEPTH = 8

function withoutNulls(data: unknown, depth: number): unknown {
  if (depth === 0 || typeof data !== "object" || data === null) return data
  if (Array.isArray(data)) return data.map((item) => withoutNulls(item, depth - 1))
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => value !== null && value !== undefined).map(([key, value]) => [
      key,
      withoutNulls(value, depth - 1),
    ]),
  )
}

interface Shape {
  readonly [key: string]: Shape | "all"
}

/** What of a machine configuration is ours; within it every field must be known. */
const OURS: Shape = {
  machine: { network: { kubespan: "all" } },
  cluster: { id: "all", secret: "all", discovery: "all" },
}

function only(data: unknown, shape: Shape): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data
  return Object.fromEntries(
    Object.entries(shape).flatMap(([key, inside]) => {
      const value = field(data, key)
      return value === undefined ? [] : [[key, inside === "all" ? value : only(value, inside)]]
    }),
  )
}

/** Of a mapping's own fields. */
const field = (data: unknown, key: string): unknown =>
  typeof data === "object" && data !== null && !Array.isArray(data)
    ? Object.entries(data).find(([name]) => name === key)?.[1]
    : undefined
