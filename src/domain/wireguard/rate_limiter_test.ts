import assert from "node:assert/strict"
import { test } from "node:test"
import { after, instant, millis } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { RateLimiter } from "./rate_limiter.ts"

const start = instant(0)

// 20 per second with bursts of 5: the figures of wireguard-go and of the kernel (spec/wireguard.md 1.10).
test("a source has a burst of five and then one every 50 ms", () => {
  const limiter = new RateLimiter()
  const source = ipAddress("192.0.2.1")
  assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => limiter.allow(source, start)), [true, true, true, true, true, false])
  assert.ok(!limiter.allow(source, after(start, millis(49))))
  assert.ok(limiter.allow(source, after(start, millis(51))))
  assert.ok(!limiter.allow(source, after(start, millis(52))))
})

test("IPv4 sources are told apart by address, IPv6 sources by their /64", () => {
  const limiter = new RateLimiter()
  for (let i = 0; i < 5; i++) limiter.allow(ipAddress("2001:db8::1"), start)
  assert.ok(!limiter.allow(ipAddress("2001:db8::2"), start))
  assert.ok(limiter.allow(ipAddress("2001:db8:0:1::2"), start))
  for (let i = 0; i < 5; i++) limiter.allow(ipAddress("192.0.2.1"), start)
  assert.ok(limiter.allow(ipAddress("192.0.2.2"), start))
})

test("the table is bounded, and idle sources leave it", () => {
  const limiter = new RateLimiter()
  for (let i = 0; i < 10_000; i++) limiter.allow(ipAddress(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), start)
  assert.equal(limiter.size, 4096)
  assert.ok(!limiter.allow(ipAddress("192.0.2.1"), start), "no room for a new source")
  assert.ok(limiter.allow(ipAddress("192.0.2.1"), after(start, millis(1001))))
  assert.equal(limiter.size, 1)
})
