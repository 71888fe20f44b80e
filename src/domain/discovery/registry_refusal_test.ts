import assert from "node:assert/strict"
import { test } from "node:test"
import { REFUSAL_STATUS } from "./registry_refusal.ts"

// The table of spec/discovery.md 1.3, without the rows of the transport.
test("refusals speak upstream's words", () => {
  const words = Object.values(REFUSAL_STATUS).map(({ code, message }) => `${code} ${message}`)
  assert.deepEqual(words, [
    "INVALID_ARGUMENT cluster ID can't be empty",
    "INVALID_ARGUMENT cluster ID is too long",
    "INVALID_ARGUMENT affiliate ID can't be empty",
    "INVALID_ARGUMENT affiliate ID is too long",
    "INVALID_ARGUMENT affiliate data is too big",
    "INVALID_ARGUMENT affiliate endpoint is too big",
    "INVALID_ARGUMENT ttl is too large",
    "RESOURCE_EXHAUSTED too many affiliates in the cluster",
    "RESOURCE_EXHAUSTED too many endpoints in the affiliate",
  ])
})
