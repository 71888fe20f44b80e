import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { AddressText, EndpointText, listOf, Name, oneOrMore, PrefixText } from "./text.ts"

test("names are short, lower case and start with a letter", () => {
  for (const name of ["a", "node-1", "a23456789012345"]) assert.ok(Schema.is(Name)(name), name)
  for (const name of ["", "A", "1a", "-a", "a_b", "a234567890123456"]) assert.ok(!Schema.is(Name)(name), name)
})

test("addresses, prefixes and endpoints are told apart", () => {
  assert.ok(Schema.is(AddressText)("2001:DB8::1"))
  assert.ok(!Schema.is(AddressText)("10.0.0.1/8"))
  assert.ok(Schema.is(PrefixText)("10.0.0.0/8"))
  assert.ok(Schema.is(PrefixText)("2001:DB8:0::/32"))
  assert.ok(!Schema.is(PrefixText)("10.0.0.1/8"), "it has host bits")
  assert.ok(!Schema.is(PrefixText)("2001:db8::1/64"))
  assert.ok(!Schema.is(PrefixText)("10.0.0.1"))
  assert.ok(Schema.is(EndpointText)("[2001:db8::1]:51820"))
  assert.ok(!Schema.is(EndpointText)("10.0.0.1"))
})

test("one value stands for a list of one", () => {
  const addresses = oneOrMore(AddressText)
  assert.ok(Schema.is(addresses)("10.0.0.1"))
  assert.ok(Schema.is(addresses)(["10.0.0.1", "fd00::1"]))
  assert.ok(!Schema.is(addresses)([]))
  assert.deepEqual(listOf("x"), ["x"])
  assert.deepEqual(listOf(["x", "y"]), ["x", "y"])
})
