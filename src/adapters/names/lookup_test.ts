import assert from "node:assert/strict"
import { test } from "node:test"
import { addressOfHost } from "./lookup.ts"

test("an address is its own name", async () => {
  assert.equal(await addressOfHost("192.0.2.1"), "192.0.2.1")
  assert.equal(await addressOfHost("2001:db8::1"), "2001:db8::1")
})

// RFC 6761: .invalid never exists. Where nobody may ask, that is what is told.
test("a name that there is not is told with the resolver's word", async () => {
  await assert.rejects(addressOfHost("nowhere.invalid"), /^Error: (ENOTFOUND|EAI_AGAIN|EPERM)$/)
})
