import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { Story } from "./story.ts"

test("a story is told in sentences", () => {
  const story = new Story()
  story.tried(instant(1), "a", { peer: "b", endpoint: endpoint("192.0.2.1:51820") }, "peer-down")
  story.observed(instant(2), "a", { peer: "b", endpoint: endpoint("[2001:db8::1]:9") })
  story.changed(instant(3), "a", "b", "up")
  assert.deepEqual(story.lines.map((line) => `${line.node} ${line.text}`), [
    "a tries b at 192.0.2.1:51820 (peer down)",
    "a hears b from [2001:db8::1]:9",
    "a sees b up",
  ])
})

test("a story has an end, and counts what it left out", () => {
  const story = new Story()
  for (let i = 0; i < 100_005; i++) story.tell(instant(i), "a", "x")
  assert.equal(story.lines.length, 100_000)
  assert.equal(story.omitted, 5)
})
