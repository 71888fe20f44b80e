/**
 * From the documents of one node to its configuration. There are three forms (examples/): sections of a Talos machine
 * configuration, documents that take their place, and a short form of our own.
 */
import * as Result from "effect/Result"
import { decodeConfig } from "./decode.ts"
import type { ConfigIssue, MeshConfig } from "./mesh_config.ts"
import { normaliseTalos } from "./normalise_talos.ts"
import { companyIssues, normaliseShort, validateShort } from "./short_config.ts"
import { validateTalos } from "./validate_talos.ts"

/** undefined: nothing is wrong, but there is no cluster identity, and so nothing to run. */
export function readConfig(
  documents: readonly unknown[],
): Result.Result<MeshConfig | undefined, readonly ConfigIssue[]> {
  const decoded = decodeConfig(documents)
  if (Result.isFailure(decoded)) return Result.fail(inOrder(decoded.failure))
  const [short] = decoded.success.shorts
  const issues = short === undefined
    ? validateTalos(decoded.success)
    : [...companyIssues(decoded.success), ...validateShort(short)]
  if (issues.length > 0) return Result.fail(inOrder(issues))
  return Result.succeed(short === undefined ? normaliseTalos(decoded.success) : normaliseShort(short.value))
}

const inOrder = (issues: readonly ConfigIssue[]): readonly ConfigIssue[] =>
  issues.toSorted((a, b) => a.document - b.document)
