import assert from "node:assert/strict"
import { readlinkSync } from "node:fs"
import { test } from "node:test"
import { inNamespace } from "./namespace.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

const here = (): string => readlinkSync("/proc/thread-self/ns/net")

test("the thread enters a namespace and comes back, from nested ones and after errors too", { skip }, () => {
  performSteps([{ tool: "ip", line: "netns add ns-a" }, { tool: "ip", line: "netns add ns-b" }])
  const home = here()
  const seen = inNamespace("ns-a", () => [here(), inNamespace("ns-b", here), here()])
  assert.equal(new Set([home, ...seen]).size, 3)
  assert.equal(seen[0], seen[2])
  assert.throws(() =>
    inNamespace("ns-a", () => {
      throw new Error("halfway")
    }), /halfway/)
  assert.throws(() => inNamespace("ns-a", () => Promise.resolve()), /must not wait/)
  assert.equal(here(), home)
})

test("a namespace that is not there is named", { skip }, () => {
  assert.throws(() => inNamespace("ns-none", here), /cannot enter the namespace "ns-none".*ENOENT/)
})
