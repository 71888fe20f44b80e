import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { type AddressFilter, filterAddresses, formatAddressFilter, parseAddressFilter } from "./address_filter.ts"

const filters = (...texts: string[]): AddressFilter[] =>
  texts.map((text) => {
    const parsed = parseAddressFilter(text)
    assert.ok(Result.isSuccess(parsed), text)
    return parsed.success
  })

const addresses = (...texts: string[]) => texts.map((text) => ipAddress(text))

test("a block, a bare address and their negations are read", () => {
  assert.deepEqual(filters("0.0.0.0/0", "!192.168.0.0/16", "1.2.3.4", "!2001:db8::1"), [
    { isNegative: false, prefix: prefix("0.0.0.0/0") },
    { isNegative: true, prefix: prefix("192.168.0.0/16") },
    { isNegative: false, prefix: prefix("1.2.3.4/32") },
    { isNegative: true, prefix: prefix("2001:db8::1/128") },
  ])
})

// spec/kubespan.md 10.3: the bad filters of upstream's validation tests.
test("what is neither block nor address is refused", () => {
  for (const text of ["!10", "123::/456", "!/8", "", "!", "!!10.0.0.0/8", " 10.0.0.0/8"]) {
    assert.ok(Result.isFailure(parseAddressFilter(text)), text)
  }
})

// spec/kubespan.md 10.9, CTRL/cluster/local_affiliate_test.go: the public address comes last and leaves before IPv6.
test("the order of the filters orders the addresses", () => {
  const announced = filterAddresses(
    filters("0.0.0.0/0", "!192.168.0.0/16", "2001::/16"),
    addresses("172.20.0.2", "10.5.0.1", "192.168.192.168", "2001:123:4567::1", "2001:db8::1", "1.1.1.1", "fd50::1"),
  )
  assert.deepEqual(announced, ["172.20.0.2", "10.5.0.1", "1.1.1.1", "2001:123:4567::1", "2001:db8::1"])
})

test("a negation takes back only what was chosen before it", () => {
  const all = addresses("10.0.0.1", "10.0.0.2")
  assert.deepEqual(filterAddresses(filters("!10.0.0.1", "10.0.0.0/8"), all), all)
  assert.deepEqual(filterAddresses(filters("10.0.0.0/8", "!10.0.0.1", "10.0.0.1"), all), ["10.0.0.2", "10.0.0.1"])
})

test("nothing is chosen by no filter, and by nothing but negations", () => {
  const all = addresses("10.0.0.1", "fd50::1")
  assert.deepEqual(filterAddresses([], all), [])
  assert.deepEqual(filterAddresses(filters("!10.0.0.1", "!::/0"), all), [])
})

test("what is chosen was given, appears once, and is chosen again from itself", () => {
  const list = fc.array(fc.constantFrom(...filters("0.0.0.0/0", "10.0.0.0/30", "!10.0.0.2", "::/0", "!fd50::/16")))
  const given = fc.array(fc.constantFrom(...addresses("10.0.0.1", "10.0.0.2", "10.9.9.9", "fd50::1", "2001:db8::1")))
  fc.assert(fc.property(list, given, (list, given) => {
    const chosen = filterAddresses(list, given)
    assert.equal(new Set(chosen).size, chosen.length)
    assert.ok(chosen.every((address) => given.includes(address)))
    assert.deepEqual(filterAddresses(list, chosen), chosen)
  }))
})

test("a filter is written as it is read", () => {
  const texts = ["10.0.0.0/8", "!fd50::/64"]
  assert.deepEqual(filters(...texts).map(formatAddressFilter), texts)
})
