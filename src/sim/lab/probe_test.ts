import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { isAnswer } from "./probe.ts"

test("an answer names what it answers, anything else an endpoint", () => {
  assert.equal(isAnswer({ answering: 0 }), true)
  assert.equal(isAnswer(endpoint("198.51.100.1:1")), false)
})
