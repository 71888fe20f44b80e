import assert from "node:assert/strict"
import { before, test } from "node:test"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { Conntrack } from "./conntrack.ts"
import type { ConntrackEntry } from "./conntrack_entry.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import { UdpPort } from "./udp_port.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

const RULES = `table inet filter {
 chain out {
  type filter hook output priority filter; policy accept;
  ct state new accept
 }
}
table ip nat {
 chain out {
  type nat hook output priority -100; policy accept;
  udp dport 53 dnat to 127.0.0.1:5353
 }
}
`

before(() => {
  if (skip !== false) return
  performSteps([
    { tool: "ip", line: "netns add ct" },
    { tool: "ip", namespace: "ct", line: "link set lo up" },
    { tool: "nft", namespace: "ct", script: RULES },
  ])
})

const setTimeoutTo = (seconds: number) =>
  performSteps([{
    tool: "sysctl",
    namespace: "ct",
    key: "net.netfilter.nf_conntrack_udp_timeout",
    value: `${seconds}`,
  }])

const describe = ({ original, reply, isReplied }: ConntrackEntry): string =>
  `${formatEndpoint(original.source)} > ${formatEndpoint(original.destination)}, ` +
  `${formatEndpoint(reply.source)} > ${formatEndpoint(reply.destination)}${isReplied ? ", replied" : ""}`

const ONE = Uint8Array.of(1)

test("entries are told with their translation and their state, older ones and those of IPv6 too", { skip }, () => {
  using a = new UdpPort({ namespace: "ct", family: "v4", port: 1000 })
  using b = new UdpPort({ namespace: "ct", family: "v4", port: 5353 })
  using c = new UdpPort({ namespace: "ct", family: "v6", port: 1001 })
  a.send(ONE, endpoint("127.0.0.1:53"))
  using conntrack = new Conntrack("ct")
  assert.deepEqual(conntrack.collect().map(describe), [
    "127.0.0.1:1000 > 127.0.0.1:53, 127.0.0.1:5353 > 127.0.0.1:1000",
  ])
  assert.equal(b.send(ONE, b.receive()?.from ?? endpoint("127.0.0.1:9")), undefined)
  c.send(ONE, endpoint("[::1]:1001"))
  const entries = conntrack.collect()
  assert.deepEqual(entries.map(describe), [
    "127.0.0.1:1000 > 127.0.0.1:53, 127.0.0.1:5353 > 127.0.0.1:1000, replied",
    "[::1]:1001 > [::1]:1001, [::1]:1001 > [::1]:1001",
  ])
  assert.deepEqual(entries.map(({ family, isAssured }) => [family, isAssured]), [["v4", false], ["v6", false]])
  assert.ok(entries.every(({ timeout }) => timeout > 25 && timeout <= 30))
  conntrack.flush()
  assert.deepEqual(conntrack.collect(), [])
})

test("an entry that has expired is gone from the kernel, too, once it was collected", { skip }, async () => {
  setTimeoutTo(1)
  using port = new UdpPort({ namespace: "ct", family: "v4", port: 1000 })
  using other = new UdpPort({ namespace: "ct", family: "v4", port: 1001 })
  using conntrack = new Conntrack("ct")
  port.send(ONE, endpoint("127.0.0.1:1001"))
  assert.ok(other.receive())
  assert.deepEqual([conntrack.collect().length, conntrack.count()], [1, 1])
  await new Promise((resolve) => setTimeout(resolve, 1300))
  assert.equal(conntrack.count(), 1)
  assert.deepEqual(conntrack.collect(), [])
  assert.equal(conntrack.count(), 0)
  setTimeoutTo(30)
})

test("a new entry in an old one's place is told of", { skip }, () => {
  using port = new UdpPort({ namespace: "ct", family: "v4", port: 1000 })
  using _other = new UdpPort({ namespace: "ct", family: "v4", port: 1001 })
  using conntrack = new Conntrack("ct")
  for (let round = 0; round < 3; round++) {
    port.send(ONE, endpoint("127.0.0.1:1001"))
    assert.equal(conntrack.collect().length, 1)
    conntrack.flush()
    port.send(ONE, endpoint("127.0.0.1:1001"))
    assert.equal(conntrack.collect().length, 1)
  }
})

test("where events were lost, entries are not", { skip }, () => {
  using port = new UdpPort({ namespace: "ct", family: "v4", port: 1000 })
  using conntrack = new Conntrack("ct")
  conntrack.flush()
  assert.deepEqual(conntrack.collect(), [])
  for (let number = 0; number < 20_000; number++) port.send(ONE, { ...endpoint("127.0.0.1:1"), port: 2000 + number })
  assert.equal(conntrack.collect().length, 20_000)
  conntrack.flush()
  assert.deepEqual(conntrack.collect(), [])
})
