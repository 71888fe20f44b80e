import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { before, test } from "node:test"
import { outsideSandbox, withoutCalls as skip } from "../../../tests/harness/native.ts"
import { datagrams, pattern, UdpEnd } from "../../../tests/harness/udp_end.ts"
import { endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { inNamespace } from "../netns/namespace.ts"
import { performSteps } from "../netns/perform.ts"
import { PLACES } from "./arena.ts"
import { EINVAL, EMSGSIZE, ENETUNREACH, EPERM } from "./calls.ts"
import { Sender } from "./sender.ts"
import { closeUdpSockets, openUdpSockets } from "./udp_sockets.ts"
import { wayTo } from "./way.ts"

const FAMILIES = ["v4", "v6"] as const

const cut = (payload: Uint8Array, segment: number): readonly Uint8Array[] =>
  Array.from(
    { length: Math.ceil(payload.length / segment) },
    (_, i) => payload.subarray(i * segment, (i + 1) * segment),
  )

test("a run arrives as datagrams of one length, the last of them shorter or not", { skip }, () => {
  for (const family of FAMILIES) {
    for (const [length, segment] of [[100, 100], [200, 100], [250, 100], [64 * 1_000, 1_000], [3, 1]] as const) {
      using here = new UdpEnd()
      using there = new UdpEnd()
      assert.equal(here.send(here.wayTo(there, family), pattern(length), segment), 0)
      assert.deepEqual(datagrams(there.receive()), cut(pattern(length), segment))
      assert.equal(here.failures.byErrno.size, 0)
    }
  }
})

test("marks go with single datagrams and with runs, beside a source address, and do not stick", { skip }, () => {
  for (const family of FAMILIES) {
    using here = new UdpEnd()
    using there = new UdpEnd()
    const to = there.endpoint(family)
    const ways = [wayTo(to, undefined), wayTo(to, to.address)]
    for (const way of ways) {
      for (const [segment, ecn] of [[300, 3], [100, 2], [300, 0], [100, 1], [100, 0]] as const) {
        assert.equal(here.send(way, pattern(300), segment, ecn), 0)
        const all = there.receive()
        assert.deepEqual(datagrams(all), cut(pattern(300), segment))
        assert.deepEqual([...new Set(all.map((one) => one.ecn))], [ecn])
      }
    }
  }
})

test("the source is the address that is asked for", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  const to = there.endpoint("v4")
  const sources = ["127.0.0.3", "127.7.7.7", undefined, "127.0.0.3"]
  for (const source of sources) {
    assert.equal(here.send(wayTo(to, source === undefined ? undefined : ipAddress(source)), pattern(20)), 0)
  }
  assert.deepEqual(there.receive().map(({ arrival }) => arrival?.from.address), [
    "127.0.0.3",
    "127.7.7.7",
    "127.0.0.1",
    "127.0.0.3",
  ])
})

// The host may have lost it since the peer wrote there; sendmsg(2) then fails, with EINVAL or, on Linux 6.18, ENETUNREACH.
test("an address that is not ours any more is left out", { skip }, () => {
  for (const [family, source] of [["v4", "192.0.2.77"], ["v6", "2001:db8::77"]] as const) {
    using here = new UdpEnd()
    using there = new UdpEnd()
    const way = wayTo(there.endpoint(family), ipAddress(source))
    assert.equal(here.send(way, pattern(250), 100), 0)
    assert.equal(here.send(way, pattern(10)), 0)
    const all = there.receive()
    assert.deepEqual(datagrams(all).map(({ length }) => length), [100, 100, 50, 10])
    assert.deepEqual(all[0]?.arrival?.from, here.endpoint(family))
    assert.equal(here.failures.byErrno.size, 0)
  }
})

test("a run that is too long for the kernel goes one by one", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  // udp(7): at most 64 segments, or 128 since Linux 6.9; 65,536 is beyond the length of any datagram.
  const [many, long] = [pattern(500 * 10), pattern(66_000)]
  assert.equal(here.send(here.wayTo(there, "v4"), many, 10), 0)
  assert.deepEqual(datagrams(there.receive()), cut(many, 10))
  assert.equal(here.send(here.wayTo(there, "v4"), long, 3_000), 0)
  assert.deepEqual(datagrams(there.receive()), cut(long, 3_000))
  assert.equal(here.failures.byErrno.size, 0)
})

test("a run that goes one by one keeps its source, if that is the host's", { skip }, () => {
  for (const [source, seen] of [["127.0.0.3", "127.0.0.3"], ["192.0.2.77", "127.0.0.1"]] as const) {
    using here = new UdpEnd()
    using there = new UdpEnd()
    assert.equal(here.send(wayTo(there.endpoint("v4"), ipAddress(source)), pattern(500 * 10), 10), 0)
    const all = there.receive()
    assert.equal(datagrams(all).length, 500)
    assert.deepEqual([...new Set(all.map(({ arrival }) => arrival?.from.address))], [seen])
    assert.equal(here.failures.byErrno.size, 0)
  }
})

test("what cannot be sent is counted by its errno, and nothing is thrown", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  assert.equal(here.send(here.wayTo(there, "v4"), pattern(65_508)), EMSGSIZE)
  assert.equal(here.send(here.wayTo(there, "v4"), pattern(65_600), 65_508), EMSGSIZE)
  assert.deepEqual([...here.failures.byErrno], [[EMSGSIZE, 2]])
  assert.deepEqual(datagrams(there.receive()).map(({ length }) => length), [92], "the rest of the run did go")
})

test("a log hears where to it failed, and that it worked again", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  const heard: unknown[] = []
  const sender = new Sender(here.arena, here.sockets, {
    isAny: true,
    failed: (to, errno) => heard.push(to, errno),
    worked: (to) => heard.push(to),
  })
  for (const family of FAMILIES) {
    const way = here.wayTo(there, family)
    sender.send(way, { at: PLACES.outgoing, length: 65_508 + 40, segment: 65_508 + 40, ecn: 0 })
    sender.send(way, { at: PLACES.outgoing, length: 20, segment: 20, ecn: 0 })
    assert.deepEqual(heard.splice(0), [there.endpoint(family), EMSGSIZE, there.endpoint(family)])
  }
})

test("where a family has no socket, its datagrams fail", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  here.sender.setSockets({ ...here.sockets, v6: undefined })
  assert.equal(here.send(here.wayTo(there, "v6"), pattern(10)), EINVAL)
  assert.equal(here.send(here.wayTo(there, "v4"), pattern(10)), 0)
  assert.deepEqual([...here.failures.byErrno], [[EINVAL, 1]])
})

// udp(7): an ICMP error is told to sockets that are not connected only if they ask for it (IP_RECVERR).
test("a port where nobody listens does no harm", { skip }, () => {
  using here = new UdpEnd()
  using there = new UdpEnd()
  const gone = openUdpSockets(0, 0)
  closeUdpSockets(gone)
  const nowhere = wayTo(endpointOf(ipAddress("127.0.0.1"), gone.port), undefined)
  for (let i = 0; i < 3; i++) assert.equal(here.send(nowhere, pattern(10)), 0)
  assert.equal(here.send(here.wayTo(there, "v4"), pattern(10)), 0)
  assert.equal(there.receive().length, 1)
})

/** A namespace with a link of 1,280 bytes, and a firewall that lets nothing go to port 9. */
before(() => {
  if (outsideSandbox !== false) return
  performSteps([
    { tool: "ip", line: "netns add snd" },
    { tool: "ip", line: "link add snd0 netns snd type veth peer name snd1 netns snd" },
    { tool: "ip", namespace: "snd", line: "link set dev snd0 up mtu 1280" },
    { tool: "ip", namespace: "snd", line: "link set dev snd1 up mtu 1280" },
    { tool: "ip", namespace: "snd", line: "addr add 10.55.0.1/24 dev snd0" },
    { tool: "ip", namespace: "snd", line: "neigh add 10.55.0.2 lladdr 02:00:00:00:00:02 dev snd0 nud permanent" },
    {
      tool: "nft",
      namespace: "snd",
      script: "table inet snd { chain out { type filter hook output priority 0; udp dport 9 drop; }; }",
    },
  ])
})

test("a firewall's refusal and a missing route are counted", { skip: outsideSandbox }, () => {
  using end = inNamespace("snd", () => new UdpEnd())
  assert.equal(end.send(wayTo(endpoint("10.55.0.2:9"), undefined), pattern(10)), EPERM)
  assert.equal(end.send(wayTo(endpoint("10.55.0.2:9"), undefined), pattern(30), 10), EPERM)
  assert.equal(end.send(wayTo(endpoint("203.0.113.1:9"), undefined), pattern(10)), ENETUNREACH)
  const source = ipAddress("192.0.2.77")
  assert.equal(end.send(wayTo(endpoint("203.0.113.1:9"), source), pattern(10)), ENETUNREACH, "with or without a source")
  assert.deepEqual([...end.failures.byErrno], [[EPERM, 2], [ENETUNREACH, 2]])
})

test(
  "a run whose datagrams are longer than the link takes goes one by one, in fragments",
  { skip: outsideSandbox },
  () => {
    using end = inNamespace("snd", () => new UdpEnd())
    assert.equal(end.send(wayTo(endpoint("10.55.0.2:7"), undefined), pattern(3 * 1_452), 1_452), 0)
    assert.equal(end.failures.byErrno.size, 0)
    const said = spawnSync("ip", ["netns", "exec", "snd", "cat", "/proc/net/snmp"], { encoding: "utf8" }).stdout
    const [names, values] = said.split("\n").filter((line) => line.startsWith("Ip:")).map((line) => line.split(" "))
    const count = (name: string): number => Number(values?.[names?.indexOf(name) ?? -1])
    assert.deepEqual([count("FragOKs"), count("FragCreates")], [3, 6])
  },
)
