import assert from "node:assert/strict"
import { test } from "node:test"
import { run } from "../../tests/harness/summaries.ts"
import { runsJson } from "./json.ts"

test("one run is an object with everything that was promised", () => {
  const document = JSON.parse(runsJson([run()]))
  const promised = [
    ...["scenario", "seed", "policy", "verdict", "digest", "simulatedMs", "wallMs", "hops", "expectations", "pairs"],
  ]
  for (const key of promised) assert.ok(Object.hasOwn(document, key), key)
  assert.deepEqual(Object.keys(document.pairs[0]), ["from", "to", "state", "path", "firstUpMs", "endpoint", "reason"])
})

test("several runs are a list", () => {
  const document = JSON.parse(runsJson([run(), run()]))
  assert.equal(document.length, 2)
  assert.deepEqual(JSON.parse(runsJson([])), [])
})
