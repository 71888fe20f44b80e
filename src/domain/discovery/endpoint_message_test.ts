import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { goldenEndpoints } from "../../../tests/harness/discovery_vectors.ts"
import { hex, toHex } from "../../../tests/harness/vectors.ts"
import { endpoint, endpointOf } from "../net/endpoint.ts"
import { decodeEndpoint, encodeEndpoint, type EndpointFault } from "./endpoint_message.ts"

test("the plaintext is the Go client's, byte for byte", () => {
  for (const { address, port, plaintext } of goldenEndpoints) {
    assert.equal(toHex(encodeEndpoint(endpointOf(address, port))), plaintext)
  }
})

test("an endpoint of IPv4 takes 16 bytes, one of IPv6 takes 32", () => {
  for (const port of [1, 127, 128, 16383, 16384, 65535]) {
    assert.equal(encodeEndpoint(endpoint(`192.0.2.1:${port}`)).length, 16)
    assert.equal(encodeEndpoint(endpoint(`[2001:db8::1]:${port}`)).length, 32)
  }
})

test("what is encoded is decoded", () => {
  for (const text of ["0.0.0.0:1", "192.0.2.1:51820", "[::]:65535", "[2001:db8::1]:128"]) {
    assert.deepEqual(decodeEndpoint(encodeEndpoint(endpoint(text))), Result.succeed(endpoint(text)))
  }
})

/** The plaintext that holds these bytes and claims their length. */
const padded = (message: string, blocks = 1): Uint8Array =>
  hex(((message.length / 2).toString(16).padStart(2, "0") + message).padEnd(blocks * 32, "0"))

test("fields of a newer version are passed over, and so is another order", () => {
  const expected = Result.succeed(endpoint("1.2.3.4:5"))
  assert.deepEqual(decodeEndpoint(padded("0a0401020304" + "1005" + "1807")), expected)
  assert.deepEqual(decodeEndpoint(padded("1005" + "0a0401020304")), expected)
})

test("IPv4 in its IPv6-mapped form is read as IPv4", () => {
  const mapped = "0a10" + "00".repeat(10) + "ffff" + "01020304" + "1005"
  assert.deepEqual(decodeEndpoint(padded(mapped, 2)), Result.succeed(endpoint("1.2.3.4:5")))
})

// spec/discovery.md 2.6: the Go client panics at the first of these.
test("what is no endpoint has a reason", () => {
  const wrong: readonly (readonly [what: string, plaintext: Uint8Array, fault: EndpointFault])[] = [
    ["a length beyond the end", hex("ff".padEnd(32, "0")), "bad-length"],
    ["a length one beyond the end", hex("10".padEnd(32, "0")), "bad-length"],
    ["nothing at all", new Uint8Array(), "bad-length"],
    ["padding that is not zero", hex("080a04010203041005".padEnd(30, "0") + "01"), "bad-padding"],
    ["a field cut short", padded("0a0501020304"), "malformed"],
    ["no fields", padded(""), "bad-address"],
    ["an address of three bytes", padded("0a030102031005"), "bad-address"],
    ["no port", padded("0a0401020304"), "bad-port"],
    ["port 65536", padded("0a040102030410808004"), "bad-port"],
  ]
  for (const [what, plaintext, fault] of wrong) assert.deepEqual(decodeEndpoint(plaintext), Result.fail(fault), what)
})

test("the longest message that fits a block is read to its last byte", () => {
  const fifteen = "0a0401020304" + "1005" + "1a05" + "0102030405"
  assert.deepEqual(decodeEndpoint(padded(fifteen)), Result.succeed(endpoint("1.2.3.4:5")))
})
