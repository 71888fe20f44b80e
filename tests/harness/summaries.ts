/** A run's summary to make reports from. */
import type { PairSummary, RunSummary } from "../../src/sim/summary.ts"

export const pair = (from: string, to: string, change: Partial<PairSummary> = {}): PairSummary => ({
  from,
  to,
  state: "up",
  path: "direct",
  firstUpMs: 42,
  endpoint: "203.0.113.1:51820",
  reason: null,
  ...change,
})

export const run = (change: Partial<RunSummary> = {}): RunSummary => ({
  version: 1,
  scenario: "small",
  file: "scenarios/small.yaml",
  description: "Two nodes.",
  seed: 1,
  policy: "kubespan",
  suite: "model",
  verdict: "pass",
  digest: "0123456789abcdef0123456789abcdef",
  simulatedMs: 60_000,
  wallMs: 20,
  hops: 4000,
  expectations: [{
    text: "a and b are up within 1s",
    verdict: "pass",
    seen: "after 42ms, direct",
    because: "one round trip",
  }],
  pairs: [pair("a", "b"), pair("b", "a", { path: "none", firstUpMs: null, state: "down", reason: "nobody listens" })],
  story: [{ atMs: 0, node: "", text: "a starts" }, { atMs: 80, node: "a", text: "sees b up" }],
  nodes: [],
  violations: [],
  ...change,
})
