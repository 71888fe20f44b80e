/** A small valid scenario as plain data, to be broken in one place at a time. */
import * as Result from "effect/Result"
import { decodeScenario, type Issue } from "../../src/sim/scenario/decode.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { validateScenario } from "../../src/sim/scenario/validate.ts"

export const SMALL = {
  name: "small",
  description: "Two nodes, one of them behind a router.",
  source: "made for a test",
  duration: "60s",
  routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" } },
  nodes: {
    a: { interfaces: { eth0: { on: "home", address: "192.168.1.2" } } },
    s: { interfaces: { eth0: { on: "internet", address: "198.51.100.1" } } },
  },
  expect: [{ that: "pair-up", pair: ["a", "s"], within: "5s" }],
}

/** The same with other top-level keys. */
export const small = (change: Record<string, unknown>): unknown => ({ ...structuredClone(SMALL), ...change })

/** Decodes what must be well-formed. */
export function scenario(data: unknown): ScenarioFile {
  const decoded = decodeScenario(data)
  if (Result.isFailure(decoded)) throw new Error(JSON.stringify(decoded.failure, null, 2))
  return decoded.success
}

/** All that is wrong, as `path: message` lines. */
export function complaints(data: unknown): readonly string[] {
  const decoded = decodeScenario(data)
  return (Result.isFailure(decoded) ? decoded.failure : validateScenario(decoded.success)).map(line)
}

const line = ({ path, message }: Issue): string => `${path.join(".")}: ${message}`
