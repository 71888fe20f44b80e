import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { EndpointRewriter } from "./endpoint_rewriter.ts"

/** 51820 is 0xca6c, 40000 is 0x9c40. */
const rewriter = new EndpointRewriter(endpoint("10.0.0.2:51820"), endpoint("203.0.113.1:40000"))
const inside = [10, 0, 0, 2, 0xca, 0x6c]
const outside = [203, 0, 113, 1, 0x9c, 0x40]
const rewritten = (...octets: number[]): number[] => [...rewriter.rewrite(Uint8Array.from(octets))]

// RFC 5389 section 15.2: devices look for their own addresses in payloads, and rewrite what they find.
test("an inside endpoint in a payload becomes the external one, wherever it stands and as often as it does", () => {
  assert.deepEqual(rewritten(1, ...inside, 2), [1, ...outside, 2])
  assert.deepEqual(rewritten(...inside, ...inside, 10, ...inside), [...outside, ...outside, 10, ...outside])
})

test("what looks like it at first stays", () => {
  for (const octets of [[10, 0, 0, 2, 0xca], [10, 0, 0, 2, 0xca, 0x6d], [10, 0, 0, 3, 0xca, 0x6c], []]) {
    assert.deepEqual(rewritten(...octets), octets)
  }
  assert.deepEqual(rewritten(10, ...inside), [10, ...outside], "a false start")
})

test("a payload without it is the same object, and one with it is left as it was", () => {
  const plain = Uint8Array.of(1, 2, 3)
  assert.equal(rewriter.rewrite(plain), plain)
  const payload = Uint8Array.from(inside)
  rewriter.rewrite(payload)
  assert.deepEqual([...payload], inside)
})

test("an endpoint XORed as STUN does it is not found", () => {
  const cookie = [0x21, 0x12, 0xa4, 0x42, 0x21, 0x12]
  const hidden = inside.map((octet, i) => octet ^ (cookie[i] ?? 0))
  assert.deepEqual(rewritten(...hidden), hidden)
})

test("nothing is rewritten from one family to another", () => {
  const across = new EndpointRewriter(endpoint("[2001:db8::2]:51820"), endpoint("203.0.113.1:40000"))
  const payload = Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0xca, 0x6c)
  assert.equal(across.rewrite(payload), payload)
})
