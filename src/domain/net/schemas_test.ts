import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { EndpointSchema, InstantSchema, IpAddressSchema, PortSchema, PrefixSchema } from "./schemas.ts"

const takes = (schema: Schema.ConstraintDecoder<unknown>, ...values: readonly unknown[]): readonly unknown[] =>
  values.filter((value) => Schema.is(schema)(value))

test("addresses and blocks are taken as canonical text alone", () => {
  assert.deepEqual(takes(IpAddressSchema, "2001:db8::1", "2001:DB8::1", "10.0.0.01"), ["2001:db8::1"])
  assert.deepEqual(takes(PrefixSchema, "10.0.0.0/8", "10.0.0.1/8", "10.0.0.1", "fd00::/8"), ["10.0.0.0/8", "fd00::/8"])
})

test("a port is a number that something can listen on", () => {
  assert.deepEqual(takes(PortSchema, 0, 1, 65_535, 65_536, 1.5, "1"), [1, 65_535])
  const endpoint = { address: "192.0.2.1", port: 51_820 }
  assert.deepEqual(takes(EndpointSchema, endpoint, { ...endpoint, port: 0 }, { port: 1 }), [endpoint])
})

test("an instant is a whole number, not before the beginning", () => {
  assert.deepEqual(takes(InstantSchema, 0, 1.5, -1, 7), [0, 7])
})
