import assert from "node:assert/strict"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { datagrams, pattern, UdpEnd } from "../../../tests/harness/udp_end.ts"
import { endpointOf } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { EAGAIN, errno } from "./calls.ts"
import { PLACES } from "./arena.ts"
import { wayTo } from "./way.ts"

const FAMILIES = ["v4", "v6"] as const

test("a datagram comes with its length, where it came from, and at which of our addresses", { skip }, () => {
  for (const family of FAMILIES) {
    using here = new UdpEnd()
    using there = new UdpEnd()
    assert.equal(here.send(here.wayTo(there, family), pattern(100)), 0)
    const [{ words: _, ...one } = assert.fail("one came"), ...others] = there.receive()
    assert.deepEqual(others, [])
    const from = here.endpoint(family)
    assert.deepEqual(one, { payload: pattern(100), segment: 100, ecn: 0, arrival: { from, to: from.address } })
  }
})

// 127.0.0.0/8 is all ours on Linux: a datagram to another address of it arrives there.
test("of several local addresses it is the one that was written to", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  for (const address of ["127.0.0.1", "127.0.0.2", "127.9.8.7"]) {
    here.send(wayTo(endpointOf(ipAddress(address), there.sockets.port), undefined), pattern(1))
  }
  assert.deepEqual(there.receive().map(({ arrival }) => arrival?.to), ["127.0.0.1", "127.0.0.2", "127.9.8.7"])
})

test("a run comes in one call, with the length of each of its datagrams", { skip }, () => {
  for (const family of FAMILIES) {
    using here = new UdpEnd()
    using there = new UdpEnd()
    const payload = pattern(20 * 1_452 + 77)
    assert.equal(here.send(here.wayTo(there, family), payload, 1_452), 0)
    const all = there.receive()
    assert.deepEqual(all.map(({ payload: { length }, segment }) => [length, segment]), [[payload.length, 1_452]])
    assert.deepEqual(all[0]?.payload, payload)
    here.send(here.wayTo(there, family), pattern(40))
    assert.deepEqual(there.receive().map(({ segment }) => segment), [40], "the length of the run before is forgotten")
  }
})

test("an empty datagram has length zero, and the longest fits", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  assert.equal(here.send(here.wayTo(there, "v4"), new Uint8Array(0)), 0)
  assert.equal(here.send(here.wayTo(there, "v4"), pattern(65_507)), 0)
  assert.deepEqual(datagrams(there.receive()).map(({ length }) => length), [0, 65_507])
})

// RFC 3168 5.
test("congestion marks are seen, and forgotten with the next one", { skip }, () => {
  for (const family of FAMILIES) {
    using here = new UdpEnd()
    using there = new UdpEnd()
    for (const ecn of [3, 0, 1, 2, 0]) here.send(here.wayTo(there, family), pattern(10), 10, ecn)
    assert.deepEqual(there.receive().map(({ ecn }) => ecn), [3, 0, 1, 2, 0])
  }
})

test("words tell senders apart, and are the same for the same one", { skip }, () => {
  using here = new UdpEnd()
  using other = new UdpEnd()
  using there = new UdpEnd()
  const wordsAfter = (from: UdpEnd, family: "v4" | "v6", to = there.endpoint(family)): string => {
    from.send(wayTo(to, undefined), pattern(5))
    const [one, ...others] = there.receive()
    assert.equal(others.length, 0)
    return one?.words ?? ""
  }
  const at = endpointOf(ipAddress("127.0.0.2"), there.sockets.port)
  const once = [wordsAfter(here, "v4"), wordsAfter(here, "v6"), wordsAfter(other, "v4"), wordsAfter(here, "v4", at)]
  assert.equal(new Set(once).size, 4, "by family, by port, and by the address that they wrote to")
  assert.equal(wordsAfter(here, "v4"), once[0])
  assert.equal(wordsAfter(here, "v6"), once[1])
})

test("where nothing waits there is nothing, and errno says why", { skip }, () => {
  using end = new UdpEnd()
  assert.ok(end.receiver.receive(end.sockets.v4 ?? -1, PLACES.incoming, 65_536) < 0)
  assert.equal(errno(), EAGAIN)
})

test("nothing is written outside the place that was given", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  const at = PLACES.incoming + 5_000
  here.send(here.wayTo(there, "v4"), pattern(3_000))
  const before = there.arena.bytes.slice(PLACES.tunRead)
  // Longer than the space: what does not fit is lost.
  while (there.receiver.receive(there.sockets.v4 ?? -1, at, 1_000) < 0) assert.equal(errno(), EAGAIN)
  const after = there.arena.bytes.slice(PLACES.tunRead)
  assert.deepEqual(after.subarray(at - PLACES.tunRead, at - PLACES.tunRead + 1_000), pattern(3_000).subarray(0, 1_000))
  after.fill(0, at - PLACES.tunRead, at - PLACES.tunRead + 1_000)
  assert.deepEqual(after, before)
})
