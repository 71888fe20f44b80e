import assert from "node:assert/strict"
import { test } from "node:test"
import { ownAddresses } from "./own_addresses.ts"

test("a host has the address of its loopback, and each address once", () => {
  const own = ownAddresses()
  assert.ok(own.some((address) => address === "127.0.0.1"), own.join(", "))
  assert.equal(new Set(own).size, own.length)
})
