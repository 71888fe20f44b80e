import assert from "node:assert/strict"
import { test } from "node:test"
import { EXPERIMENTS, modelAnswer } from "./experiments.ts"

for (const experiment of EXPERIMENTS) {
  test(`${experiment.id}: ${experiment.title}`, () => assert.equal(modelAnswer(experiment), experiment.expected))
}
