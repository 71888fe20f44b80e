/** What the sim commands take, and what the words on the command line stand for. */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import { nativeSuite } from "../adapters/crypto/native_suite.ts"
import { kubespan } from "../domain/mesh/policy/kubespan.ts"
import type { Policy } from "../domain/mesh/policy/policy.ts"
import { nobleSuite } from "../domain/wireguard/noble_suite.ts"
import type { Suite } from "../domain/wireguard/suite.ts"
import { modelSuite } from "../sim/model_suite.ts"

export const SUITES: Readonly<Record<"model" | "noble" | "native", Suite>> = {
  model: modelSuite,
  noble: nobleSuite,
  native: nativeSuite,
}

export const POLICIES: Readonly<Record<"kubespan", Policy>> = { kubespan }

export const DEFAULT_POLICY = "kubespan"
export const DEFAULT_SEED = 1

export const files = Argument.String("file").pipe(
  Argument.withDescription("Scenario files (YAML)"),
  Argument.variadic({ min: 1 }),
)

export const seed = Flag.Int("seed").pipe(
  Flag.withDescription("Seed of all chance, from 0; overrides the file's (1 if it has none)"),
  Flag.filter((n) => n >= 0, () => "zero or more"),
  Flag.optional,
)

export const policy = Flag.Literals("policy", ["kubespan"]).pipe(
  Flag.withDescription("How nodes judge and call their peers; overrides the file's"),
  Flag.optional,
)

export const suite = Flag.Literals("suite", ["model", "noble", "native"]).pipe(
  Flag.withDescription("Cryptography: cheap model, pure TypeScript, or the platform's. The run is the same"),
  Flag.withDefault("model" as const),
)

export const format = Flag.Literals("format", ["text", "json"]).pipe(
  Flag.withDescription("text for people, json for programs"),
  Flag.withDefault("text" as const),
)

export const trace = Flag.String("trace").pipe(
  Flag.withDescription("Write every packet and event to this file, one JSON object a line"),
  Flag.optional,
)
