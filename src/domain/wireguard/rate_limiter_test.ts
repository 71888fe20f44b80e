import assert from "node:assert/strict"
import { test } from "node:test"
import { after, type Instant, instant, millis } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { RateLimiter } from "./rate_limiter.ts"

const start = instant(0)
const honest = ipAddress("192.0.2.1")

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

/** One handshake each of as many sources as there is room for, and more. */
function fill(limiter: RateLimiter, now: Instant): void {
  for (let i = 0; i < 5_000; i++) limiter.allow(ipAddress(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), now)
}

test("the table is bounded, and idle sources leave it", () => {
  const limiter = new RateLimiter()
  fill(limiter, start)
  assert.equal(limiter.size, 4096)
  assert.ok(!limiter.allow(honest, start), "no room for a new source")
  assert.ok(limiter.allow(honest, after(start, millis(1001))))
  assert.equal(limiter.size, 1)
})

// A source that sent one handshake has its full credit back 50 ms later, and is then as good as an unknown one.
test("a full table makes room for a new source as soon as others have their credit back", () => {
  const limiter = new RateLimiter()
  fill(limiter, start)
  assert.ok(!limiter.allow(honest, after(start, millis(49))))
  assert.ok(limiter.allow(honest, after(start, millis(50))))
  assert.equal(limiter.size, 1)
})

// With two handshakes each the sources are quits after 100 ms; a look at 60 ms finds none and the next is at 110 ms.
test("looking for room costs a bounded time: at most once in 50 ms", () => {
  const limiter = new RateLimiter()
  for (let i = 0; i < 2; i++) fill(limiter, start)
  assert.ok(!limiter.allow(honest, after(start, millis(60))))
  assert.ok(!limiter.allow(honest, after(start, millis(109))))
  assert.ok(limiter.allow(honest, after(start, millis(110))))
})

test("credit never exceeds the burst, however long a source was silent", () => {
  const limiter = new RateLimiter()
  for (let i = 0; i < 5; i++) limiter.allow(honest, start)
  const later = after(start, millis(900))
  const answers = [1, 2, 3, 4, 5, 6].map(() => limiter.allow(honest, later))
  assert.deepEqual(answers, [true, true, true, true, true, false])
})
