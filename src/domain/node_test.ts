import assert from "node:assert/strict"
import { test } from "node:test"
import { addresses, affiliate, keyOf, nodeId, seen as seenBy } from "../../tests/harness/mesh_facts.ts"
import { Rng } from "../sim/rng.ts"
import { unknownAffiliate } from "./discovery/affiliate.ts"
import type { Input } from "./input.ts"
import { fold } from "./mesh/evolve.ts"
import { DEFAULT_OPTIONS } from "./mesh/kubespan_options.ts"
import { kubespan } from "./mesh/policy/kubespan.ts"
import { endpoint } from "./net/endpoint.ts"
import { after, instant, millis } from "./net/instant.ts"
import { addressOctets, ipAddress } from "./net/ip_address.ts"
import { createNode, deadlineOf, type Node, step } from "./node.ts"
import type { Output } from "./output.ts"
import { nobleSuite as suite } from "./wireguard/noble_suite.ts"
import { publicKeyOf } from "./public_key.ts"

const S = 1_000_000

function node(letter: string, secret = 7): Node {
  return createNode({
    self: { ...unknownAffiliate(nodeId(letter)), nodename: `node-${letter}` },
    meshAddress: ipAddress(`fd50::${letter.charCodeAt(0)}`),
    listenPort: 51820,
    presharedKey: new Uint8Array(32).fill(secret),
    options: DEFAULT_OPTIONS,
    policy: kubespan,
    device: {
      suite,
      keys: suite.keyPair(new Uint8Array(32).fill(letter.charCodeAt(0))),
      random: Rng.seeded(letter.charCodeAt(0)),
      mtu: 1420,
      unixMicrosAtZero: 1_750_000_000_000_000,
      stampFloor: undefined,
      busyAbove: 100,
    },
  }, instant(0))
}

const tags = (outputs: readonly Output[]): string[] =>
  outputs.map((output) => (output._tag === "Recorded" ? output.event._tag : output._tag))

/** An IPv6 packet with 8 bytes in it. */
function packetFrom(source: string, destination: string): Uint8Array {
  const packet = new Uint8Array(48)
  packet.set([0x60, 0, 0, 0, 0, 8])
  packet.set(addressOctets(ipAddress(source)), 8)
  packet.set(addressOctets(ipAddress(destination)), 24)
  return packet
}

/** Lets two nodes know each other and carries what they send, one message a millisecond, until they are quiet. */
function introduce(a: Node, b: Node): Output[][] {
  const nodes = [a, b] as const
  const at = [ipAddress("192.0.2.1"), ipAddress("192.0.2.2")] as const
  const seen: Output[][] = [[], []]
  const queue: [number, Input][] = [[0, addresses([at[0]])], [1, addresses([at[1]])]]
  let now = instant(S)
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [side, input] = next
    now = after(now, millis(1))
    const target = side === 0 ? nodes[0] : nodes[1]
    for (const output of step(target, input, now)) {
      seen[side]?.push(output)
      if (output._tag === "Publish") {
        queue.push([1 - side, seenBy(output.affiliate)])
      }
      if (output._tag === "Transmit") {
        const { datagram } = output
        const from = { address: at[side === 0 ? 0 : 1], port: 51820 }
        queue.push([1 - side, { _tag: "DatagramReceived", from, to: output.to.address, datagram }])
      }
    }
  }
  return seen
}

test("a node that learns its addresses records that and publishes itself", () => {
  const outputs = step(node("a"), addresses(["192.0.2.1"]), instant(0))
  assert.deepEqual(tags(outputs), ["LocalEndpointsChanged", "Publish"])
  const [, publish] = outputs
  assert.ok(publish?._tag === "Publish")
  assert.deepEqual(publish.affiliate.kubespan?.endpoints, [endpoint("192.0.2.1:51820")])
})

test("a peer that discovery reports is configured, routed and called within the same step", () => {
  const outputs = step(node("a"), seenBy(affiliate("b", "192.0.2.2:51820")), instant(0))
  assert.deepEqual(tags(outputs), [
    "AffiliateSeen",
    "PeerSpecChanged",
    "Route",
    "EndpointTried",
    "PeerRouted",
    "Route",
    "Transmit",
  ])
  const [, , before, , , after] = outputs
  assert.deepEqual(before, { _tag: "Route", peer: keyOf("b"), prefixes: [] })
  assert.deepEqual(after, { _tag: "Route", peer: keyOf("b"), prefixes: ["10.0.0.98/32", "fd50::98/128"] })
})

test("two nodes that hear of each other shake hands, and their logs fold to their states", () => {
  const [a, b] = [node("a"), node("b")]
  const seen = introduce(a, b)
  for (const [i, one] of [a, b].entries()) {
    assert.ok(tags(seen[i] ?? []).includes("HandshakeOk"))
    const events = (seen[i] ?? []).flatMap((output) => (output._tag === "Recorded" ? [output.event] : []))
    assert.deepEqual(fold(events), one.mesh)
    assert.equal(kubespan.peerState(one.mesh.peers[0] ?? assert.fail("a peer"), instant(2 * S)), "up")
  }
})

test("two nodes with different secrets never complete a handshake", () => {
  const [a, b] = [node("a"), node("b", 8)]
  const seen = introduce(a, b)
  assert.ok(seen.flat().some(({ _tag }) => _tag === "Transmit"))
  assert.ok(!tags(seen.flat()).includes("HandshakeOk"))
})

// Spec/wireguard.md 1.4: TAI64N is eight bytes of seconds and four of nanoseconds, big-endian.
test("a wall clock that is set shows in the next initiation", () => {
  const stamps = [0, 3_600_000_000].map((ahead) => {
    const one = node("a")
    step(one, { _tag: "ClockSet", unixMicrosAtZero: 1_750_000_000_000_000 + ahead }, instant(0))
    step(one, seenBy(affiliate("b", "192.0.2.2:51820")), instant(S))
    const stamp = one.device.latestStamp
    assert.ok(stamp)
    return new DataView(stamp.buffer, stamp.byteOffset).getUint32(4)
  })
  assert.equal((stamps[1] ?? 0) - (stamps[0] ?? 0), 3600)
})

test("a node whose addresses changed chooses its source anew", () => {
  const [a, b] = [node("a"), node("b")]
  introduce(a, b)
  const routed: Input = { _tag: "PacketRouted", packet: packetFrom("fd50::97", "fd50::98") }
  const sourceOf = (outputs: readonly Output[]) => {
    const [transmit] = outputs.filter((output) => output._tag === "Transmit")
    assert.ok(transmit?._tag === "Transmit")
    return transmit.source
  }
  assert.equal(sourceOf(step(a, routed, instant(2 * S))), "192.0.2.1")
  step(a, addresses(["192.0.2.1", "192.0.2.7"]), instant(3 * S))
  assert.equal(sourceOf(step(a, routed, instant(3 * S))), undefined)
})

test("a routed packet comes out at the other end as the peer's", () => {
  const [a, b] = [node("a"), node("b")]
  introduce(a, b)
  const packet = packetFrom("fd50::97", "fd50::98")
  const outputs = step(a, { _tag: "PacketRouted", packet }, instant(2 * S))
  const [transmit] = outputs
  assert.ok(transmit?._tag === "Transmit")
  const from = endpoint("192.0.2.1:51820")
  const arrived = step(b, { ...transmit, _tag: "DatagramReceived", from, to: ipAddress("192.0.2.2") }, instant(2 * S))
  const deliver = arrived.find((output) => output._tag === "Deliver")
  assert.ok(deliver?._tag === "Deliver")
  assert.deepEqual(deliver.packet, packet)
  assert.equal(deliver.peer, publicKeyOf(a.config.device.keys.publicKey))
})

test("an affiliate that is gone loses its route and its peer", () => {
  const one = node("a")
  step(one, seenBy(affiliate("b", "192.0.2.2:51820")), instant(0))
  const outputs = step(one, { ...seenBy(), gone: [nodeId("b")] }, instant(S))
  assert.deepEqual(tags(outputs), ["AffiliateExpired", "PeerSpecRemoved", "Route"])
  assert.deepEqual(outputs.at(-1), { _tag: "Route", peer: keyOf("b"), prefixes: [] })
})

test("passes come every 30 seconds, and a late wake makes up for them with one", () => {
  const one = node("a")
  assert.deepEqual(deadlineOf(one), { at: 30 * S, reason: "pass" })
  step(one, seenBy(affiliate("b", "192.0.2.2:1", "192.0.2.3:1")), instant(0))
  const outputs = step(one, { _tag: "Woke" }, instant(100 * S))
  assert.equal(tags(outputs).filter((tag) => tag === "EndpointTried").length, 1)
  assert.ok(deadlineOf(one).at > 100 * S)
  assert.ok(one.lastPassAt === 90 * S)
})

test("after any step the deadline lies in the future", () => {
  const one = node("a")
  const news = seenBy(affiliate("b", "192.0.2.2:51820"))
  const inputs: Input[] = [addresses(["192.0.2.1"]), news, { _tag: "Woke" }, { _tag: "ClockSet", unixMicrosAtZero: 0 }]
  for (let i = 0; i < 200; i++) {
    const now = instant(i * 3.7 * S)
    step(one, inputs[i % inputs.length] ?? { _tag: "Woke" }, now)
    assert.ok(deadlineOf(one).at > now)
  }
})
