import * as Runtime from "effect/Runtime"
import assert from "node:assert/strict"
import { test } from "node:test"
import { endingInside } from "./ending_inside.ts"

test("a command ends as it did inside: well, differing, misused, by a signal, or broken", () => {
  const codes = [0, 1, 2, 130, 137, 143, 3, 70, 127, 128]
  const endings = codes.map((code) => endingInside(code)?.[Runtime.errorExitCode] ?? 0)
  assert.deepEqual(endings, [0, 1, 2, 130, 137, 143, 70, 70, 70, 70])
})

test("what was said inside is not said again", () => {
  for (const code of [1, 2, 130, 70]) assert.equal(endingInside(code)?.[Runtime.errorReported], false)
})
