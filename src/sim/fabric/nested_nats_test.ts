/** Three translations on the way out: a home in a building behind a carrier (spec/nat.md 1.1, subscriber nesting). */
import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { after, seconds } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { flatTimers } from "../flow.ts"
import { PLAIN_NAT } from "../nat/plain_nat.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import { Rfc4787Nat } from "../nat/rfc4787_nat.ts"
import { Rng } from "../rng.ts"
import type { Network } from "./attachment.ts"

const CARRIER: Partial<NatProfile> = {
  ports: "block",
  blocks: { size: 64, most: 1 },
  subscriberLimit: 64,
  hairpinning: "external-source",
}

/** Two homes in two buildings behind one carrier, and a server. */
function streets(carrierNat: Partial<NatProfile> = CARRIER) {
  const net = new LittleNet()
  const nat = (change: Partial<NatProfile>, ...addresses: readonly string[]) =>
    new Rfc4787Nat({ ...PLAIN_NAT, ...change }, addresses.map(ipAddress), Rng.seeded(7))
  const carrier = net.router(
    { name: "carrier", nat: nat(carrierNat, "203.0.113.1", "203.0.113.2") },
    net.core,
    "203.0.113.1",
  )
  net.core.assign(ipAddress("203.0.113.2"), carrier.outer)
  const home = (name: string, buildingAddress: string): Network => {
    const building = net.router(
      { name: `building-${name}`, nat: nat({}, buildingAddress) },
      carrier.inner,
      buildingAddress,
    )
    return net.router({ name: `home-${name}`, nat: nat({}, "10.0.0.2") }, building.inner, "10.0.0.2").inner
  }
  const a = net.host("a", home("a", "100.64.0.2"), "192.168.1.2")
  const b = net.host("b", home("b", "100.64.0.3"), "192.168.1.2")
  const server = net.host("server", net.core, "198.51.100.1")
  const learn = (from: typeof a): string => {
    net.send(from, "192.168.1.2:51820", "198.51.100.1:3478")
    net.settle()
    return formatEndpoint(net.lastSource() ?? assert.fail("the server heard it"))
  }
  const send = (from: typeof a, source: string, to: string): readonly string[] => {
    const [before, dropped] = [net.received.length, net.drops.length]
    net.send(from, source, to)
    net.settle()
    return [...net.received.slice(before).map((text) => text.replace(/ \S+ms$/, "")), ...net.drops.slice(dropped)]
  }
  return { net, carrier, a, b, server, learn, send }
}

test("what goes out through three NATs is seen as the outermost, and its answer finds the way back", () => {
  const { a, server, learn, send } = streets()
  const seen = learn(a)
  assert.match(seen, /^203\.0\.113\.[12]:/)
  assert.deepEqual(send(server, "198.51.100.1:3478", seen), ["a: 198.51.100.1:3478 > 192.168.1.2:51820"])
  assert.deepEqual(send(server, "198.51.100.1:9", seen), ["nat-filtered at carrier"])
})

test("the same address in two homes is two subscribers, with blocks and external addresses of their own", () => {
  const { a, b, learn } = streets()
  const [fromA, fromB] = [learn(a), learn(b)]
  assert.notEqual(fromA.split(":")[0], fromB.split(":")[0], "paired with different addresses of the pool")
})

// spec/nat.md 6.3: behind one NAT two hosts meet if it hairpins. Here that is the carrier, on the third level.
test("two homes of one carrier reach each other through it, once both have called", () => {
  const { a, b, learn, send } = streets()
  const [fromA, fromB] = [learn(a), learn(b)]
  assert.deepEqual(send(a, "192.168.1.2:51820", fromB), ["nat-filtered at carrier"], "b has not called yet")
  assert.deepEqual(send(b, "192.168.1.2:51820", fromA), [`a: ${fromB} > 192.168.1.2:51820`])
  assert.deepEqual(send(a, "192.168.1.2:51820", fromB), [`b: ${fromA} > 192.168.1.2:51820`])
})

test("without hairpinning at the carrier they never do", () => {
  const { a, b, learn, send } = streets({ ...CARRIER, hairpinning: "none" })
  const [fromA, fromB] = [learn(a), learn(b)]
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(send(a, "192.168.1.2:51820", fromB), ["nat-no-hairpin at carrier"])
    assert.deepEqual(send(b, "192.168.1.2:51820", fromA), ["nat-no-hairpin at carrier"])
  }
})

// RFC 4787 section 6: with the internal address as source, the answer takes another way than the question came.
test("a carrier that hairpins with internal sources is no use to NATs behind it", () => {
  const { a, b, learn, send } = streets({
    ...CARRIER,
    hairpinning: "internal-source",
    filtering: "endpoint-independent",
  })
  const [fromA, fromB] = [learn(a), learn(b)]
  assert.deepEqual(send(a, "192.168.1.2:51820", fromB), ["nat-filtered at building-b"])
  assert.deepEqual(send(b, "192.168.1.2:51820", fromA), ["nat-filtered at building-a"])
  assert.deepEqual(send(a, "192.168.1.2:51820", fromB), ["nat-filtered at building-b"], "b called another address")
})

test("the shortest timer on the way decides", () => {
  const idle = flatTimers(seconds(30))
  const { net, a, server, learn, send } = streets({ ...CARRIER, mappingTimers: idle, filterTimers: idle })
  const seen = learn(a)
  net.now = after(net.now, seconds(29))
  assert.deepEqual(send(server, "198.51.100.1:3478", seen), ["a: 198.51.100.1:3478 > 192.168.1.2:51820"])
  net.now = after(net.now, seconds(30))
  assert.deepEqual(send(server, "198.51.100.1:3478", seen), ["nat-no-mapping at carrier"])
})

// spec/nat.md 1.1, ICMP error: "some CPE do kill: port-unreachable from an early punch closes the hole".
test("an early punch to a NAT that rejects closes the hole of one that believes it", () => {
  const punch = (unsolicited: NatProfile["unsolicited"], icmpError: NatProfile["icmpError"]) => {
    const net = new LittleNet()
    const router = (name: string, address: string, change: Partial<NatProfile>) => {
      const nat = new Rfc4787Nat({ ...PLAIN_NAT, ...change }, [ipAddress(address)], Rng.seeded(1))
      return net.router({ name, nat }, net.core, address).inner
    }
    const a = net.host("a", router("early", "203.0.113.1", { icmpError }), "10.0.0.2")
    const b = net.host("b", router("late", "203.0.113.2", { unsolicited }), "10.0.0.2")
    net.send(a, "10.0.0.2:51820", "203.0.113.2:51820")
    net.settle()
    net.send(b, "10.0.0.2:51820", "203.0.113.1:51820")
    net.settle()
    return net.received.some((text) => text.startsWith("a: 203.0.113.2:51820"))
  }
  assert.deepEqual([punch("drop", "kill"), punch("reject", "ignore")], [true, true])
  assert.equal(punch("reject", "kill"), false)
})
