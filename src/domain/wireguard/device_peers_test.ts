/** What configuring a device does: peers that come, change and go, their prefixes, deadlines and timestamps. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair, type Side } from "../../../tests/harness/device_pair.ts"
import { endpoint } from "../net/endpoint.ts"
import { millis, seconds } from "../net/instant.ts"
import { prefix } from "../net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../public_key.ts"
import type { PeerConfig } from "./device.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { isLater, type Stamp, stampAt } from "./tai64n.ts"

const HOUR = 3_600_000_000
const UNIX = 1_750_000_000_000_000

const third = publicKeyOf(suite.keyPair(new Uint8Array(32).fill(9)).publicKey)

function config(publicKey: PublicKey, ...prefixes: readonly string[]): PeerConfig {
  return { publicKey, presharedKey: undefined, allowedIps: prefixes.map((one) => prefix(one)), keepalive: millis(0) }
}

function connected(): DevicePair {
  const pair = new DevicePair()
  pair.send(0)
  pair.advance(millis(100))
  return pair
}

/** Who gets a packet from side 0 to 10.0.0.2: "known" if the peer of the pair, who has a session. */
function receiverOf(pair: DevicePair): string {
  const [device] = pair.devices
  const reason = device.send(pair.packet(0), pair.now)
  if (reason !== undefined) return reason
  const isKnown = device.drain().some((output) => output._tag === "Transmit" && output.peer === pair.keys[1])
  return isKnown ? "known" : "another"
}

test("a prefix that went over to another peer stays there when the first one changes or goes", () => {
  for (const change of ["reconfigured", "removed"] as const) {
    const pair = connected()
    const [device] = pair.devices
    assert.equal(receiverOf(pair), "known")
    device.setPeer(config(third, "10.0.0.2/32"), pair.now)
    if (change === "removed") device.removePeer(pair.keys[1])
    else device.setPeer(config(pair.keys[1], "10.0.0.77/32"), pair.now)
    assert.equal(receiverOf(pair), "another", change)
  }
})

test("a peer whose prefixes change has the new ones and only those", () => {
  const pair = connected()
  const [device] = pair.devices
  device.setPeer(config(pair.keys[1], "10.0.0.0/24"), pair.now)
  assert.equal(receiverOf(pair), "known")
  device.setPeer(config(pair.keys[1], "10.0.7.0/24"), pair.now)
  assert.equal(receiverOf(pair), "no-peer-for-destination")
})

// A peer with the device's own key is removed (spec/wireguard.md 2.1), so it is not added either.
test("our own key is no peer: it gets no prefix, no session and no deadline", () => {
  const pair = connected()
  const [device] = pair.devices
  device.removePeer(pair.keys[1])
  device.drain()
  device.setPeer({ ...config(pair.keys[0], "10.0.0.2/32"), keepalive: seconds(25) }, pair.now)
  device.setEndpoint(pair.keys[0], endpoint("192.0.2.1:51820"), pair.now)
  assert.equal(device.send(pair.packet(0), pair.now), "no-peer-for-destination")
  assert.equal(device.endpointOf(pair.keys[0]), undefined)
  assert.equal(device.deadline().reason, "idle")
  assert.deepEqual(device.drain(), [])
})

test("our own key takes no prefix from a peer", () => {
  const pair = connected()
  pair.devices[0].setPeer(config(pair.keys[0], "10.0.0.2/32"), pair.now)
  assert.equal(receiverOf(pair), "known")
})

/** `nextAt` is kept in order as tunnels move; `deadline()` asks the tunnel itself. */
test("after everything that can move a deadline, the device knows of it", () => {
  const pair = new DevicePair()
  const agrees = (side: Side, what: string): void => {
    const device = pair.devices[side]
    assert.equal(device.nextAt, device.deadline().at, what)
  }
  pair.isCut = true
  pair.send(0)
  agrees(0, "a packet")
  assert.equal(pair.inject(1, pair.sent.at(-1)?.datagram ?? new Uint8Array(0)), undefined)
  assert.equal(pair.devices[1].deadline().reason, "wipe")
  agrees(1, "an initiation")
  assert.equal(pair.inject(0, pair.sent.at(-1)?.datagram ?? new Uint8Array(0)), undefined)
  agrees(0, "a response")
  assert.equal(pair.inject(1, pair.sent.at(-1)?.datagram ?? new Uint8Array(0)), undefined)
  agrees(1, "data")
  pair.devices[1].setPeer({ ...config(pair.keys[0], "10.0.0.1/32"), keepalive: seconds(5) }, pair.now)
  assert.equal(pair.devices[1].deadline().reason, "persistent-keepalive")
  agrees(1, "setPeer")
  pair.advance(seconds(20))
  agrees(0, "wake")
  agrees(1, "wake")
})

test("switching keepalives on sends one, saying the same again none, and another interval none", () => {
  const pair = connected()
  const keepalives = (interval: number): number => {
    const before = pair.times("keepalive").length
    pair.setUp(0, pair.keys[1], undefined, seconds(interval))
    return pair.times("keepalive").length - before
  }
  assert.deepEqual([25, 25, 30, 0, 25].map(keepalives), [1, 0, 0, 0, 1])
})

test("the latest stamp is that of whoever was written to last, not of the peer that came last", () => {
  const pair = new DevicePair()
  const [device] = pair.devices
  assert.equal(device.latestStamp, undefined)
  device.setPeer(config(third, "10.0.0.3/32"), pair.now)
  device.setEndpoint(third, endpoint("192.0.2.3:51820"), pair.now)
  const toThird = pair.packet(0)
  toThird[19] = 3
  device.send(toThird, pair.now)
  const first = device.latestStamp
  assert.ok(first)
  pair.isCut = true
  pair.advance(seconds(1))
  pair.send(0)
  const second = device.latestStamp
  assert.ok(second && isLater(second, first), "the peer that was added first is stamped last")
})

test("the floor that a device started from is its latest stamp until something later is sent", () => {
  const floor = stampAt(UNIX + HOUR)
  const pair = new DevicePair({ device: { stampFloor: floor } })
  assert.deepEqual(pair.devices[0].latestStamp, floor)
  pair.send(0)
  const sent = pair.devices[0].latestStamp
  assert.ok(sent && isLater(sent, floor), "a stamp is above the floor, whatever the clock says")
})

// Removing and adding a peer again must not bring back old stamps: the peer remembers (spec/wireguard.md 1.4).
test("a peer that was removed and added again is not called with an older stamp, though the clock went back", () => {
  const pair = connected()
  const [device] = pair.devices
  const before: Stamp | undefined = device.latestStamp
  device.removePeer(pair.keys[1])
  assert.deepEqual(device.latestStamp, before, "what was sent was sent")
  device.setWallClock(UNIX - HOUR)
  pair.advance(seconds(6))
  pair.setUp(0, pair.keys[1], undefined)
  pair.send(0)
  const again = device.latestStamp
  assert.ok(before && again && isLater(again, before))
  pair.advance(millis(100))
  assert.equal(pair.tags(1, "Deliver").length, 2, "and is answered")
})

test("a peer's prefixes are those that it was given, less those that went over to others", () => {
  const pair = connected()
  const [device] = pair.devices
  const prefixesOf = (key: PublicKey): readonly string[] => {
    const tunnel = device.tunnels.get(key)
    return tunnel === undefined ? [] : device.allowedIpsOf(tunnel)
  }
  device.setPeer(config(pair.keys[1], "10.0.0.2/32", "fd00::2/128", "10.8.0.0/16"), pair.now)
  device.setPeer(config(third, "10.8.0.0/16"), pair.now)
  assert.deepEqual(prefixesOf(pair.keys[1]), ["10.0.0.2/32", "fd00::2/128"])
  device.removePeer(third)
  assert.deepEqual(prefixesOf(pair.keys[1]), ["10.0.0.2/32", "fd00::2/128"])
  assert.deepEqual(prefixesOf(third), [])
})

// spec/wireguard.md 1.4: the responder takes nothing that is not strictly greater than what it has seen.
test("a wall clock that was set forward is in the stamps of the handshakes to come, one set back is not", () => {
  const pair = connected()
  const [device] = pair.devices
  const stampAfter = (unixMicrosAtZero: number): Stamp => {
    device.setWallClock(unixMicrosAtZero)
    pair.advance(seconds(200))
    pair.send(0)
    assert.ok(device.latestStamp)
    return device.latestStamp
  }
  const forward = stampAfter(UNIX + HOUR)
  assert.deepEqual(forward, stampAt(UNIX + HOUR + pair.now))
  const back = stampAfter(UNIX)
  assert.ok(isLater(back, forward))
  assert.ok(isLater(stampAt(UNIX + HOUR + pair.now), back))
})
