import assert from "node:assert/strict"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { commandRun } from "../../tests/harness/commands.ts"
import { sandboxTroubles } from "../adapters/netns/sandbox_troubles.ts"
import { labNat } from "./lab_nat.ts"

const path = (name: string): string => fileURLToPath(new URL(`../../scenarios/${name}.yaml`, import.meta.url))

test("a scenario that cannot be built is refused before anything is", async () => {
  const { code, message } = await commandRun(labNat, [path("hairpin")])
  assert.equal(code, 2)
  assert.match(message, /hairpin\.yaml: routers\.\S+: Linux has no /)
})

test("a time of nothing is no time", async () => {
  const { code, err } = await commandRun(labNat, [path("poisoned"), "--until", "0"])
  assert.notEqual(code, 0)
  assert.match(err, /"0"\. Expected: at least one second$/)
})

const isPossible = sandboxTroubles().length === 0

test("where it cannot be run it says why", { skip: isPossible && "it can be run here" }, async () => {
  const { code, message } = await commandRun(labNat, [path("poisoned")])
  assert.deepEqual([code, message], [2, sandboxTroubles().join("\n")])
})
