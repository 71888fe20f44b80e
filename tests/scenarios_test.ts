/** The catalogue: every scenario file comes out as it says, twice alike, and alike with every suite. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { nativeSuite } from "../src/adapters/crypto/native_suite.ts"
import { nobleSuite } from "../src/domain/wireguard/noble_suite.ts"
import { modelSuite } from "../src/sim/model_suite.ts"
import { catalogue, loadFile, runFile } from "./harness/runs.ts"

const names = catalogue()

for (const name of names) {
  test(`${name} comes out as it says, twice alike, and alike with every suite`, () => {
    const file = loadFile(name)
    const first = runFile(file)
    const unmet = first.expectations.filter(({ verdict }) => verdict === "fail")
    assert.deepEqual(unmet, [])
    assert.deepEqual(first.violations, [])
    assert.ok(first.expectations.length > 0)
    for (const suite of [modelSuite, nobleSuite, nativeSuite]) {
      assert.equal(runFile(file, { suite }).digest, first.digest, suite.name)
    }
  })
}

for (const name of names.filter((one) => loadFile(one).seed === undefined)) {
  test(`${name} does not owe it to chance`, () => {
    for (const seed of [2, 3, 4]) {
      const { expectations, violations } = runFile({ ...loadFile(name), seed })
      assert.deepEqual(expectations.filter(({ verdict }) => verdict === "fail"), [], `seed ${seed}`)
      assert.deepEqual(violations, [])
    }
  })
}

test("a file is named like its scenario, and says where that comes from", () => {
  for (const name of names) assert.equal(`${loadFile(name).name}.yaml`, name)
})

test("no digest is the same as another: scenarios differ in what happens", () => {
  const digests = names.map((name) => runFile(loadFile(name)).digest)
  assert.equal(new Set(digests).size, names.length)
})
