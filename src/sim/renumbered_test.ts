import assert from "node:assert/strict"
import { test } from "node:test"
import { ipAddress } from "../domain/net/ip_address.ts"
import { renumbered } from "./renumbered.ts"

const list = (...texts: string[]) => texts.map(ipAddress)

test("the first address of the family is replaced, and all others stay", () => {
  const addresses = list("2001:db8::1", "203.0.113.1", "203.0.113.2")
  assert.deepEqual(renumbered(addresses, ipAddress("203.0.113.9")), list("203.0.113.9", "2001:db8::1", "203.0.113.2"))
  assert.deepEqual(renumbered(list("2001:db8::1"), ipAddress("203.0.113.9")), list("203.0.113.9", "2001:db8::1"))
})

test("an address that it had already is not there twice", () => {
  const addresses = list("203.0.113.1", "203.0.113.2")
  assert.deepEqual(renumbered(addresses, ipAddress("203.0.113.2")), list("203.0.113.2"))
  assert.deepEqual(renumbered(addresses, ipAddress("203.0.113.1")), addresses)
})
