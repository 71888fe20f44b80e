/**
 * Low-order public keys, all encodings of all points (spec/wireguard.md 1.3 and 4.4): the kernel's own test configures
 * such peers and demands silence. Configured as a peer, one costs nothing and gets nothing; as a sender, it can compute
 * the shared secret, which is zero, and must still not be answered.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import { prefix } from "../../src/domain/net/prefix.ts"
import { seconds } from "../../src/domain/net/instant.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { CookieJar } from "../../src/domain/wireguard/cookie.ts"
import { localIdentity, remoteIdentity } from "../../src/domain/wireguard/identity.ts"
import { StaticSecret } from "../../src/domain/wireguard/static_secret.ts"
import { writeInitiation } from "../../src/domain/wireguard/initiator.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import { stampAt } from "../../src/domain/wireguard/tai64n.ts"
import { DevicePair } from "../harness/device_pair.ts"
import { hex, vectors } from "../harness/vectors.ts"

const points = vectors<{ lowOrder: string[] }>("rfc7748").lowOrder.map(hex)

test("there are seven points, each with a second encoding", () => assert.equal(points.length, 14))

test("a low-order peer is configured and stays silent, and what is routed to it is refused at no cost", () => {
  let computed = 0
  const counting = { ...nobleSuite, keyPair: (key: Uint8Array) => (computed++, nobleSuite.keyPair(key)) }
  for (const point of points) {
    const pair = new DevicePair({ suite: counting })
    const [device] = pair.devices
    const peer = publicKeyOf(point)
    const allowedIps = [prefix("10.0.0.2/32")]
    device.setPeer({ publicKey: peer, presharedKey: undefined, allowedIps, keepalive: seconds(25) }, pair.now)
    device.setEndpoint(peer, pair.addresses[1], pair.now)
    computed = 0
    for (let i = 0; i < 3; i++) assert.equal(device.send(pair.packet(0), pair.now), "low-order-key")
    pair.advance(seconds(600))
    device.setEndpoint(peer, pair.addresses[1], pair.now)
    assert.deepEqual(device.drain(), [])
    assert.equal(computed, 0)
    assert.equal(device.deadline().reason, "idle", "nothing waits")
  }
})

test("an initiation in the name of a low-order key, sealed with the secret of zeros, is not answered", () => {
  for (const point of points) {
    const pair = new DevicePair()
    const [, device] = pair.devices
    const peer = publicKeyOf(point)
    device.setPeer({ publicKey: peer, presharedKey: undefined, allowedIps: [], keepalive: seconds(0) }, pair.now)
    const attacker = localIdentity(nobleSuite, nobleSuite.keyPair(new Uint8Array(32).fill(6)))
    const claimed = { ...attacker, keys: { ...attacker.keys, publicKey: point } }
    const target = {
      ...remoteIdentity(nobleSuite, attacker, pair.keys[1], undefined),
      secret: new StaticSecret(() => new Uint8Array(32)),
    }
    const inputs = { ephemeralKey: new Uint8Array(32).fill(5), index: 1, stamp: stampAt(1e15) }
    const written = writeInitiation(nobleSuite, claimed, target, inputs)
    assert.ok(written)
    new CookieJar(nobleSuite, target.publicKey).sign(written.message, pair.now)
    assert.equal(pair.inject(1, written.message), "low-order-key")
    assert.deepEqual(pair.sent, [])
  }
})

test("an initiation with a low-order ephemeral is a bad handshake", () => {
  for (const point of points) {
    const pair = new DevicePair()
    pair.isCut = true
    pair.send(0)
    const [initiation] = pair.datagrams("initiation")
    assert.ok(initiation)
    const forged = initiation.slice()
    forged.set(point, 8)
    const mac1 = nobleSuite.mac(mac1KeyFor(pair), forged.subarray(0, 116))
    forged.set(mac1, 116)
    assert.equal(pair.inject(1, forged), "bad-handshake")
    assert.equal(pair.times("response").length, 0)
  }
})

/** HASH("mac1----" ‖ the receiver's key), as anyone can compute it. */
function mac1KeyFor(pair: DevicePair): Uint8Array {
  const key = Uint8Array.from(atob(pair.keys[1]), (char) => char.charCodeAt(0))
  return nobleSuite.hash(new TextEncoder().encode("mac1----"), key)
}
