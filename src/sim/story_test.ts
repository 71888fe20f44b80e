import assert from "node:assert/strict"
import { test } from "node:test"
import { instant } from "../domain/net/instant.ts"
import { Story } from "./story.ts"

test("a story is told in sentences", () => {
  const story = new Story()
  story.tell(instant(1), "a", "has no sun")
  story.changed(instant(3), "a", "b", "up")
  assert.deepEqual(story.lines.map((line) => `${line.node} ${line.text}`), [
    "a has no sun",
    "a sees b up",
  ])
})

test("a story has an end, and counts what it left out", () => {
  const story = new Story()
  for (let i = 0; i < 100_005; i++) story.tell(instant(i), "a", "x")
  assert.equal(story.lines.length, 100_000)
  assert.equal(story.omitted, 5)
})
