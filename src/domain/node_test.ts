import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId } from "../../tests/harness/mesh_facts.ts"
import { Rng } from "../sim/rng.ts"
import type { Input } from "./input.ts"
import { fold } from "./mesh/evolve.ts"
import { kubespan } from "./mesh/policy/kubespan.ts"
import { endpoint } from "./net/endpoint.ts"
import { after, instant, millis } from "./net/instant.ts"
import { addressOctets, ipAddress } from "./net/ip_address.ts"
import { createNode, deadlineOf, type Node, step } from "./node.ts"
import type { Output } from "./output.ts"
import { nobleSuite as suite } from "./wireguard/noble_suite.ts"
import { publicKeyOf } from "./public_key.ts"

const S = 1_000_000

function node(letter: string): Node {
  return createNode({
    nodeId: nodeId(letter),
    nodename: `node-${letter}`,
    meshAddress: ipAddress(`fd50::${letter.charCodeAt(0)}`),
    listenPort: 51820,
    presharedKey: new Uint8Array(32).fill(7),
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

const addresses = (...texts: string[]): Input => ({
  _tag: "AddressesReported",
  addresses: texts.map(ipAddress),
  publicAddresses: [],
})

/** Lets two nodes know each other and carries what they send, one message a millisecond, until they are quiet. */
function introduce(a: Node, b: Node): Output[][] {
  const nodes = [a, b] as const
  const at = [ipAddress("192.0.2.1"), ipAddress("192.0.2.2")] as const
  const seen: Output[][] = [[], []]
  const queue: [number, Input][] = [[0, addresses(at[0])], [1, addresses(at[1])]]
  let now = instant(S)
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [side, input] = next
    now = after(now, millis(1))
    const target = side === 0 ? nodes[0] : nodes[1]
    for (const output of step(target, input, now)) {
      seen[side]?.push(output)
      if (output._tag === "Publish") {
        queue.push([1 - side, { _tag: "DiscoveryReported", seen: [output.affiliate], gone: [] }])
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
  const outputs = step(node("a"), addresses("192.0.2.1"), instant(0))
  assert.deepEqual(tags(outputs), ["LocalEndpointsChanged", "Publish"])
  const [, publish] = outputs
  assert.ok(publish?._tag === "Publish")
  assert.deepEqual(publish.affiliate.kubespan?.endpoints, [endpoint("192.0.2.1:51820")])
})

test("a peer that discovery reports is configured, routed and called within the same step", () => {
  const news: Input = { _tag: "DiscoveryReported", seen: [affiliate("b", "192.0.2.2:51820")], gone: [] }
  const outputs = step(node("a"), news, instant(0))
  assert.deepEqual(tags(outputs), ["AffiliateSeen", "PeerSpecChanged", "Route", "EndpointTried", "Transmit"])
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

test("a routed packet comes out at the other end as the peer's", () => {
  const [a, b] = [node("a"), node("b")]
  introduce(a, b)
  const packet = new Uint8Array(48)
  packet.set([0x60, 0, 0, 0, 0, 8])
  packet.set(addressOctets(ipAddress("fd50::97")), 8)
  packet.set(addressOctets(ipAddress("fd50::98")), 24)
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
  step(one, { _tag: "DiscoveryReported", seen: [affiliate("b", "192.0.2.2:51820")], gone: [] }, instant(0))
  const outputs = step(one, { _tag: "DiscoveryReported", seen: [], gone: [nodeId("b")] }, instant(S))
  assert.deepEqual(tags(outputs), ["AffiliateExpired", "PeerSpecRemoved", "Route"])
  assert.deepEqual(outputs.at(-1), { _tag: "Route", peer: keyOf("b"), prefixes: [] })
})

test("passes come every 30 seconds, and a late wake makes up for them with one", () => {
  const one = node("a")
  assert.deepEqual(deadlineOf(one), { at: 30 * S, reason: "pass" })
  step(one, { _tag: "DiscoveryReported", seen: [affiliate("b", "192.0.2.2:1", "192.0.2.3:1")], gone: [] }, instant(0))
  const outputs = step(one, { _tag: "Woke" }, instant(100 * S))
  assert.equal(tags(outputs).filter((tag) => tag === "EndpointTried").length, 1)
  assert.ok(deadlineOf(one).at > 100 * S)
  assert.ok(one.lastPassAt === 90 * S)
})

test("after any step the deadline lies in the future", () => {
  const one = node("a")
  const news: Input = { _tag: "DiscoveryReported", seen: [affiliate("b", "192.0.2.2:51820")], gone: [] }
  const inputs: Input[] = [addresses("192.0.2.1"), news, { _tag: "Woke" }, { _tag: "ClockSet", unixMicrosAtZero: 0 }]
  for (let i = 0; i < 200; i++) {
    const now = instant(i * 3.7 * S)
    step(one, inputs[i % inputs.length] ?? { _tag: "Woke" }, now)
    assert.ok(deadlineOf(one).at > now)
  }
})
