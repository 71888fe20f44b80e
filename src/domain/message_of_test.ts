import assert from "node:assert/strict"
import { test } from "node:test"
import { messageOf } from "./message_of.ts"

test("an error says its message, and anything else itself", () => {
  assert.equal(messageOf(new TypeError("no room")), "no room")
  assert.equal(messageOf("no room"), "no room")
  assert.equal(messageOf(undefined), "undefined")
})
