import assert from "node:assert/strict"
import { test } from "node:test"
import { EXPERIMENTS, modelAnswer } from "./experiments.ts"

for (const experiment of EXPERIMENTS) {
  test(`${experiment.id}: ${experiment.title}`, () => assert.equal(modelAnswer(experiment), experiment.expected))
}

test("what poison does is not seen where nobody was poisoned", () => {
  const poisoned = EXPERIMENTS.filter(({ id }) => ["E2", "E2c", "E8"].includes(id))
  assert.equal(poisoned.length, 3)
  for (const experiment of poisoned) {
    const { na = assert.fail(), ...others } = experiment.file.routers ?? {}
    const routers = { na: { ...na, linux: { ...na.linux, input: "drop" as const } }, ...others }
    const unharmed = { ...experiment, file: { ...experiment.file, routers } }
    assert.notEqual(modelAnswer(unharmed), experiment.expected)
  }
})
