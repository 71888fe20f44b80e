import assert from "node:assert/strict"
import { test } from "node:test"
import { IDLE, sooner } from "./deadline.ts"
import { instant } from "./instant.ts"

test("sooner() keeps the earlier deadline with its reason", () => {
  const rekey = { at: instant(10), reason: "rekey" } as const
  const keepalive = { at: instant(9), reason: "keepalive" } as const
  assert.equal(sooner(rekey, keepalive), keepalive)
  assert.equal(sooner(IDLE, rekey), rekey)
})

test("sooner() prefers its first argument on a tie", () => {
  const first = { at: instant(10), reason: "first" } as const
  const second = { at: instant(10), reason: "second" } as const
  assert.equal(sooner(first, second).reason, "first")
})
