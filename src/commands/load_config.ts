/**
 * From paths to the configuration that their documents together make, or to everything that is wrong with it. The lines
 * themselves are not shown beside what is wrong: configurations are full of secrets.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readYamlStream, type YamlDocument } from "../adapters/yaml/document.ts"
import { foreignKinds } from "../domain/mesh/config/decode.ts"
import type { ConfigIssue, MeshConfig } from "../domain/mesh/config/mesh_config.ts"
import { readConfig } from "../domain/mesh/config/read_config.ts"
import { type Diagnostic, diagnosticsText } from "./diagnostics.ts"
import { BadInput } from "./failures.ts"
import { readText } from "./read_text.ts"

export interface ConfigFile {
  readonly path: string
  readonly text: string
}

export interface LoadedConfig {
  /** undefined: nothing is wrong, but there is no cluster identity, and so nothing to run. */
  readonly config: MeshConfig | undefined
  /** The kinds of documents that were not looked into. */
  readonly ignored: readonly string[]
}

export interface FileDiagnostic extends Diagnostic {
  readonly file: string
}

export const loadConfig = Effect.fnUntraced(function* (paths: readonly string[]) {
  const loaded = configOf(yield* readConfigFiles(paths))
  if (Result.isSuccess(loaded)) return loaded.success
  return yield* new BadInput({ message: fileDiagnosticsText(loaded.failure) })
})

export const readConfigFiles = Effect.fnUntraced(function* (paths: readonly string[]) {
  const texts = yield* Effect.forEach(paths, (path) => Effect.result(readText(path)))
  const troubles = texts.filter(Result.isFailure).map(({ failure }) => failure.message)
  if (troubles.length > 0) return yield* new BadInput({ message: troubles.join("\n") })
  return texts.filter(Result.isSuccess).map(({ success }, i): ConfigFile => ({ path: paths[i] ?? "", text: success }))
})

/** Pure, so that it can be tried with a hundred thousand texts. */
export function configOf(files: readonly ConfigFile[]): Result.Result<LoadedConfig, readonly FileDiagnostic[]> {
  const streams = files.map(({ path, text }) => ({ file: path, read: readYamlStream(text) }))
  const problems = streams.flatMap(({ file, read }) =>
    Result.isFailure(read) ? read.failure.map((problem) => ({ ...problem, file, path: "" })) : []
  )
  if (problems.length > 0) return Result.fail(problems)
  const documents = streams.flatMap(({ file, read }) =>
    Result.isSuccess(read) ? read.success.map((document) => ({ file, document })) : []
  )
  const data = documents.map(({ document }) => document.data)
  const config = readConfig(data)
  if (Result.isSuccess(config)) return Result.succeed({ config: config.success, ignored: foreignKinds(data) })
  return Result.fail(config.failure.flatMap((issue) => {
    const place = documents[issue.document]
    return place === undefined ? [] : [{ file: place.file, ...diagnosticOf(issue, place.document) }]
  }))
}

const diagnosticOf = ({ path, message, isOfKey }: ConfigIssue, { positionOf }: YamlDocument): Diagnostic => ({
  ...positionOf(path, isOfKey === true ? "key" : "value"),
  path: path.join("."),
  message,
})

export function fileDiagnosticsText(diagnostics: readonly FileDiagnostic[]): string {
  const byFile = Map.groupBy(diagnostics, ({ file }) => file)
  return [...byFile].map(([file, those]) => diagnosticsText(file, "", those)).join("\n")
}
