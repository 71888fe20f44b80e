import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { vectors } from "../../../tests/harness/vectors.ts"
import { addressFromOctets, addressOctets, type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"
import { prefix, prefixContains, prefixOf } from "../../domain/net/prefix.ts"
import { Nptv6 } from "./nptv6.ts"

const pair = (inside: string, outside: string): Nptv6 => new Nptv6({ inside: prefix(inside), outside: prefix(outside) })

const site = pair("fd01:203:405::/48", "2001:db8:1::/48")
const narrow = pair("fd00:1:2:3::/64", "2001:db8:1:2::/64")

const outward = (nptv6: Nptv6, text: string) => nptv6.toOutside(ipAddress(text))
const inward = (nptv6: Nptv6, text: string) => nptv6.toInside(ipAddress(text))

test("the published address comes out, and back", () => {
  const one = vectors<Record<string, string>>("rfc6296")
  const nptv6 = pair(one["inside"] ?? "", one["outside"] ?? "")
  const [inside, outside] = [one["insideAddress"], one["outsideAddress"]].map((text) => ipAddress(text ?? ""))
  assert.equal(inside && nptv6.toOutside(inside), outside)
  assert.equal(outside && nptv6.toInside(outside), inside)
})

test("what is not of the prefix is not translated", () => {
  for (const other of ["fd01:203:406:1::1", "2001:db8:1:1::1", "192.0.2.1"]) {
    assert.equal(outward(site, other), undefined)
  }
  assert.equal(inward(site, "fd01:203:405:1::1"), undefined)
})

// RFC 6296 section 3.2: 0xFFFF has no mapping, or it would be taken for 0.
test("the subnet of all ones has no counterpart, either way", () => {
  assert.equal(outward(site, "fd01:203:405:ffff::1"), undefined)
  assert.equal(inward(site, "2001:db8:1:ffff::1"), undefined)
})

// The adjustment of the published pair is 0xD54F, and 0x2AB0 is its complement: the sum is minus zero.
test("a subnet that would become all ones becomes zero, and finds back", () => {
  assert.equal(outward(site, "fd01:203:405:2ab0::1"), "2001:db8:1::1")
  assert.equal(inward(site, "2001:db8:1::1"), "fd01:203:405:2ab0::1")
})

// Section 3.5. FD00+1+2+3 less 2001+0DB8+1+2 is 0xCF4A, and 0x1234 and that 0xE17E.
test("with longer prefixes the first word of the identifier that is not all ones is adjusted", () => {
  assert.equal(outward(narrow, "fd00:1:2:3:1234::1"), "2001:db8:1:2:e17e::1")
  assert.equal(outward(narrow, "fd00:1:2:3:ffff:1234:5678:9abc"), "2001:db8:1:2:ffff:e17e:5678:9abc")
  assert.equal(inward(narrow, "2001:db8:1:2:ffff:e17e:5678:9abc"), "fd00:1:2:3:ffff:1234:5678:9abc")
  assert.equal(outward(narrow, "fd00:1:2:3:ffff:ffff:ffff:ffff"), undefined)
})

// Section 3.7.
test("an identifier of zeros is nobody's", () => {
  assert.equal(outward(narrow, "fd00:1:2:3::"), undefined)
  assert.equal(inward(narrow, "2001:db8:1:2::"), undefined)
})

// Section 3.1. FD01+0203+0405 less 2001+0DB8 is 0xD550.
test("the shorter of two prefixes is extended with zeros", () => {
  assert.equal(outward(pair("fd01:203:405::/48", "2001:db8::/32"), "fd01:203:405:1::1"), "2001:db8:0:d551::1")
})

const octets = fc.uint8Array({ minLength: 16, maxLength: 16 }).filter((bytes) =>
  bytes.subarray(0, 10).some((one) => one > 0)
)
const address = octets.map((bytes) => addressFromOctets(bytes, 0, "v6"))
const translation = fc.record({
  length: fc.integer({ min: 16, max: 64 }),
  inside: address,
  outside: address,
  host: octets,
})
  .map(({ length, inside, outside, host }) => {
    const [from, to] = [prefixOf(inside, length), prefixOf(outside, length)]
    return { nptv6: new Nptv6({ inside: from, outside: to }), from, to, inner: within(inside, host, length) }
  })

test("a translation keeps the checksum, lands in the other prefix, and is undone by the way back", () => {
  fc.assert(fc.property(translation, ({ nptv6, to, inner }) => {
    const outer = nptv6.toOutside(inner)
    fc.pre(outer !== undefined)
    assert.equal(checksum(outer), checksum(inner))
    assert.ok(prefixContains(to, outer))
    assert.equal(nptv6.toInside(outer), inner)
  }))
})

test("only the subnet or the identifier of all ones, and the identifier of zeros, have no counterpart", () => {
  fc.assert(fc.property(translation, ({ nptv6, inner, from }) => {
    const words = wordsOf(inner)
    const isShort = Number(from.split("/")[1]) <= 48
    const isRefused = (isShort ? words[3] === 0xffff : words.slice(4).every((word) => word === 0xffff)) ||
      words.slice(4).every((word) => word === 0)
    assert.equal(nptv6.toOutside(inner) === undefined, isRefused)
  }))
})

/** An address with the leading bits of one and the rest of the other. */
function within(base: IpAddress, host: Uint8Array, length: number): IpAddress {
  const bytes = addressOctets(base)
  for (let bit = length; bit < 128; bit++) {
    const [i, mask] = [bit >> 3, 0x80 >> (bit & 7)]
    bytes[i] = ((bytes[i] ?? 0) & ~mask) | ((host[i] ?? 0) & mask)
  }
  return addressFromOctets(bytes, 0, "v6")
}

const wordsOf = (one: IpAddress): readonly number[] => {
  const bytes = addressOctets(one)
  return Array.from({ length: 8 }, (_, i) => (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0))
}

/** Modulo 2^16 - 1, which is what one's complement sums are. */
const checksum = (one: IpAddress): number => wordsOf(one).reduce((sum, word) => sum + word, 0) % 0xffff
