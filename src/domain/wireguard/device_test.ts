import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair } from "../../../tests/harness/device_pair.ts"
import { plainPacket } from "../../../tests/harness/inner_packets.ts"
import { endpoint } from "../net/endpoint.ts"
import { millis, seconds } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { publicKeyBytes, publicKeyOf } from "../public_key.ts"
import { CookieJar } from "./cookie.ts"
import { isCookieReply, isTransport, newInitiation, receiverIndex } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"

function connected(): DevicePair {
  const pair = new DevicePair()
  pair.send(0)
  pair.advance(millis(100))
  return pair
}

test("packets to nobody, and things that are no packets, are refused with a reason", () => {
  const { devices, now, packet } = new DevicePair()
  const stray = packet.call(new DevicePair(), 0)
  stray[19] = 99
  assert.equal(devices[0].send(stray, now), "no-peer-for-destination")
  assert.equal(devices[0].send(Uint8Array.of(0x45, 0), now), "not-ip")
  assert.equal(devices[0].send(new Uint8Array(0), now), "not-ip")
  assert.deepEqual(devices[0].drops, { "no-peer-for-destination": 1, "not-ip": 2 })
})

// The silent cases of spec/wireguard.md 4.4; each must leave no output behind.
test("malformed and unknown datagrams are dropped in silence, each with its reason", () => {
  const pair = connected()
  const outputs = pair.sent.length
  const initiation = pair.sent[0]?.datagram ?? new Uint8Array(0)
  const flipped = (at: number): Uint8Array => initiation.map((byte, i) => (i === at ? byte ^ 1 : byte))
  assert.equal(pair.inject(1, new Uint8Array(0)), "malformed")
  assert.equal(pair.inject(1, new Uint8Array(65_535)), "malformed")
  assert.equal(pair.inject(1, flipped(1)), "malformed")
  assert.equal(pair.inject(1, initiation.subarray(0, 147)), "malformed")
  assert.equal(pair.inject(1, flipped(50)), "bad-mac1")
  assert.equal(pair.inject(1, initiation), "stale-timestamp")
  assert.equal(pair.inject(0, initiation), "bad-mac1", "meant for the other side")
  const data = new Uint8Array(48)
  data[0] = 4
  assert.equal(pair.inject(1, data), "unknown-index")
  const cookie = new Uint8Array(64)
  cookie[0] = 3
  assert.equal(pair.inject(1, cookie), "unknown-index")
  assert.equal(pair.sent.length, outputs)
})

test("an initiation from a stranger is dropped after its static key was read", () => {
  const pair = new DevicePair()
  pair.devices[1].removePeer(pair.keys[0])
  pair.send(0)
  pair.advance(millis(50))
  assert.deepEqual(pair.devices[1].drops, { "unknown-peer": 1 })
  assert.deepEqual(pair.times("response"), [])
})

test("an inner source that is another's, or that lies about its length, is not delivered but counts as a sign of life", () => {
  const pair = connected()
  pair.devices[1].setPeer(
    { publicKey: pair.keys[0], presharedKey: undefined, allowedIps: [prefix("10.0.0.7/32")], keepalive: millis(0) },
    pair.now,
  )
  pair.addresses[0] = endpoint("198.51.100.1:9")
  pair.send(0)
  pair.advance(millis(50))
  assert.equal(pair.tags(1, "Deliver").length, 1)
  assert.equal(pair.devices[1].drops["disallowed-source"], 1)
  assert.deepEqual(pair.devices[1].endpointOf(pair.keys[0]), pair.addresses[0])
})

// GT's security fix 0.7.2 (spec/wireguard.md 1.14): the longest match must be the sender, not just any list of his.
test("a source inside the sender's wide prefix that belongs to another peer is disallowed", () => {
  const pair = connected()
  const third = publicKeyOf(suite.keyPair(new Uint8Array(32).fill(9)).publicKey)
  const wide = { presharedKey: undefined, keepalive: millis(0) }
  pair.devices[1].setPeer({ ...wide, publicKey: pair.keys[0], allowedIps: [prefix("10.0.0.0/8")] }, pair.now)
  pair.send(0)
  pair.advance(millis(50))
  assert.equal(pair.tags(1, "Deliver").length, 2)
  pair.devices[1].setPeer({ ...wide, publicKey: third, allowedIps: [prefix("10.0.0.1/32")] }, pair.now)
  pair.send(0)
  pair.advance(millis(50))
  assert.equal(pair.tags(1, "Deliver").length, 2)
  assert.equal(pair.devices[1].drops["disallowed-source"], 1)
})

test("a removed peer is gone: no route to it, no session, no deadline", () => {
  const pair = connected()
  const data = pair.sent.at(-1)?.datagram ?? new Uint8Array(0)
  pair.devices[1].removePeer(pair.keys[0])
  assert.equal(pair.inject(1, data), "unknown-index")
  assert.equal(pair.devices[1].send(pair.packet(1), pair.now), "no-peer-for-destination")
  assert.equal(pair.devices[1].deadline().reason, "idle")
})

test("under load an initiation gets a cookie, and with it an answer in one more round trip", () => {
  const pair = new DevicePair({ device: { busyAbove: 0 } })
  pair.send(0)
  pair.advance(seconds(12))
  assert.deepEqual(pair.sent.slice(0, 3).map((one) => one.kind), ["initiation", "cookie", "initiation"])
  assert.equal(pair.sent[3]?.kind, "response")
})

// Whoever proved his address still has 20 handshakes a second, in bursts of 5 (spec/wireguard.md 1.10).
test("under load the sixth initiation of one instant is refused before any Diffie-Hellman, cookie or not", () => {
  const pair = new DevicePair({ device: { busyAbove: 0 } })
  const jar = new CookieJar(suite, publicKeyBytes(pair.keys[1]))
  const signed = () => {
    const message = newInitiation(5)
    jar.sign(message, pair.now)
    return message
  }
  assert.equal(pair.inject(1, signed()), "cookie-required")
  const [cookie] = pair.datagrams("cookie")
  assert.ok(cookie && isCookieReply(cookie) && jar.accept(cookie, pair.now))
  const answers = Array.from({ length: 6 }, () => pair.inject(1, signed()))
  assert.deepEqual(answers, [...new Array(5).fill("bad-handshake"), "rate-limited"])
})

test("responses are held to the same: mac1 always, and under load a cookie", () => {
  const calm = new DevicePair()
  calm.loses = ({ kind }) => kind === "response"
  calm.send(0)
  calm.advance(millis(50))
  const [response] = calm.datagrams("response")
  assert.ok(response)
  assert.equal(calm.inject(0, response.map((byte, i) => (i === 70 ? byte ^ 1 : byte))), "bad-mac1")
  assert.equal(calm.inject(0, response), undefined)

  const busy = new DevicePair({ device: { busyAbove: 0 } })
  busy.send(0)
  busy.advance(seconds(6))
  const last = busy.sent.at(-1)
  assert.ok(last?.kind === "cookie" && last.from === 0, "for the response, which had no mac2")
  assert.equal(busy.devices[0].drops["cookie-required"], 1)
  busy.advance(seconds(12))
  assert.equal(busy.tags(1, "Deliver").length, 1, "with both cookies it goes through")
})

test("what is delivered is the packet as it was sent, without its padding", () => {
  const pair = connected()
  const packet = pair.packet(0, 84)
  packet.fill(7, 20)
  pair.send(0, packet)
  pair.advance(millis(50))
  const last = pair.tags(1, "Deliver").at(-1)
  assert.ok(last?._tag === "Deliver")
  assert.deepEqual(last.packet, packet)
})

test("a packet that waits for a session is what it was when it was sent, whatever becomes of the buffer", () => {
  const pair = new DevicePair()
  const buffer = pair.packet(0, 84)
  const before = buffer.slice()
  pair.send(0, buffer)
  buffer.fill(0xee)
  pair.advance(millis(100))
  const [delivered] = pair.tags(1, "Deliver")
  assert.ok(delivered?._tag === "Deliver")
  assert.deepEqual(delivered.packet, before)
})

test("a cookie reply never moves the endpoint", () => {
  const pair = new DevicePair({ device: { busyAbove: 0 } })
  pair.send(0)
  pair.advance(millis(15))
  const cookie = pair.sent.find((one) => one.kind === "cookie")
  assert.ok(cookie)
  assert.equal(pair.inject(0, cookie.datagram, endpoint("198.51.100.66:6")), undefined)
  assert.deepEqual(pair.devices[0].endpointOf(pair.keys[1]), pair.addresses[1])
  const forged = cookie.datagram.map((byte, i) => (i === 40 ? byte ^ 1 : byte))
  assert.equal(pair.inject(0, forged), "bad-cookie")
})

test("answers leave from the address that the peer wrote to", () => {
  const pair = connected()
  pair.send(1)
  const last = pair.outputs[1].at(-1)
  assert.ok(last?._tag === "Transmit")
  assert.equal(last.source, ipAddress("192.0.2.9"))
  pair.devices[1].forgetSources()
  pair.send(1)
  const next = pair.outputs[1].at(-1)
  assert.ok(next?._tag === "Transmit")
  assert.equal(next.source, undefined)
})

// spec/wireguard.md 1.13: a packet of 84 is padded to 96, but never beyond the MTU; 0 is an MTU that nobody knows.
test("padding follows the MTU as it changes", () => {
  const pair = connected()
  const lengths = [0, 90, 1420].map((mtu) => {
    pair.devices[0].setMtu(mtu)
    pair.send(0)
    return pair.sent.at(-1)?.datagram.length
  })
  assert.deepEqual(lengths, [32 + 96, 32 + 90, 32 + 96])
})

test("addresses and indices have their owners, for whoever looks them up by himself", () => {
  const pair = connected()
  const [device] = pair.devices
  const [tunnel] = device.tunnels.values()
  assert.deepEqual([...device.tunnels.keys()], [pair.keys[1]])
  const whose = (to: string) => device.routing.peerFor(plainPacket("10.0.0.1", to, 40))
  assert.deepEqual([whose("10.0.0.2"), whose("10.0.0.3")], [tunnel, "no-peer-for-destination"])
  pair.send(1)
  const [data] = pair.datagrams("data", 1)
  assert.ok(data && isTransport(data))
  const owner = device.ownerOf(receiverIndex(data))
  assert.equal(owner?.tunnel, tunnel)
  assert.equal(owner?.session, tunnel?.sendingSession(pair.now))
  device.removePeer(pair.keys[1])
  assert.deepEqual([device.ownerOf(receiverIndex(data)), device.tunnels.size], [undefined, 0])
})

test("what is dropped elsewhere counts here, and what is done elsewhere moves the deadline", () => {
  const pair = connected()
  const [device] = pair.devices
  device.dropped("bad-tag")
  device.dropped("bad-tag")
  assert.deepEqual(device.drops, { "bad-tag": 2 })
  pair.advance(seconds(100))
  const [tunnel] = device.tunnels.values()
  const session = tunnel?.sendingSession(pair.now)
  assert.ok(tunnel && session)
  const before = device.nextAt
  tunnel.sent(session, 100, pair.now)
  assert.equal(device.nextAt, before, "nobody told the device")
  device.noted(tunnel)
  assert.ok(device.nextAt < before)
  assert.deepEqual(device.deadline(), { at: device.nextAt, reason: "new-handshake" })
})
