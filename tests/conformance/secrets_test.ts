/**
 * What two devices leave behind of their handshakes (spec/wireguard.md section 6): every shared secret, every step of
 * the key derivation and every ephemeral key is overwritten as soon as it is dead, whether the handshake went well, was
 * refused, or was never answered. The suite is watched, so what is counted is every secret there ever was.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import { millis, minutes, seconds } from "../../src/domain/net/instant.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import type { Suite } from "../../src/domain/wireguard/suite.ts"
import { DevicePair } from "../harness/device_pair.ts"

interface Watched {
  readonly pair: DevicePair
  /** How many secrets there were, and how many of them still are. */
  readonly count: () => readonly [all: number, left: number]
}

function watched(): Watched {
  const secrets: Uint8Array[] = []
  const seen = <Secret extends Uint8Array | undefined>(secret: Secret): Secret => {
    if (secret !== undefined) secrets.push(secret)
    return secret
  }
  const suite: Suite = {
    ...nobleSuite,
    keyPair: (privateKey) => nobleSuite.keyPair(seen(privateKey)),
    dh: (ours, theirs) => seen(nobleSuite.dh(ours, theirs)),
    hmac: (key, data) => seen(nobleSuite.hmac(key, data)),
  }
  const pair = new DevicePair({ suite })
  secrets.splice(0, 2)
  return { pair, count: () => [secrets.length, secrets.filter((one) => one.some((byte) => byte !== 0)).length] }
}

test("of handshakes that went well nothing is left", () => {
  const { pair, count } = watched()
  pair.send(0)
  pair.advance(millis(100))
  pair.advance(seconds(200))
  pair.send(1)
  pair.advance(millis(100))
  assert.equal(pair.tags(0, "HandshakeCompleted").length, 2)
  const [all, left] = count()
  assert.ok(all > 60)
  assert.equal(left, 0)
})

test("of initiations that were refused nothing is left: from strangers, repeated, or with garbage in them", () => {
  const { pair, count } = watched()
  pair.send(0)
  pair.advance(millis(100))
  const [initiation] = pair.datagrams("initiation")
  assert.ok(initiation)
  assert.equal(pair.inject(1, initiation), "stale-timestamp")
  for (const at of [20, 60, 100]) {
    const garbage = initiation.map((byte, i) => (i === at ? byte ^ 1 : byte))
    const key = nobleSuite.hash(new TextEncoder().encode("mac1----"), keyOf(pair))
    garbage.set(nobleSuite.mac(key, garbage.subarray(0, 116)), 116)
    assert.equal(pair.inject(1, garbage), "bad-handshake")
  }
  pair.devices[1].removePeer(pair.keys[0])
  assert.equal(pair.inject(1, initiation), "unknown-peer")
  assert.equal(count()[1], 0)
})

test("of an initiation that was never answered, or wrongly, nothing is left once it is given up", () => {
  const { pair, count } = watched()
  pair.loses = ({ kind }) => kind === "response"
  pair.send(0)
  pair.advance(millis(50))
  const [response] = pair.datagrams("response")
  assert.ok(response)
  const key = nobleSuite.hash(new TextEncoder().encode("mac1----"), keyOf(pair, 0))
  const forged = response.map((byte, i) => (i === 50 ? byte ^ 1 : byte))
  forged.set(nobleSuite.mac(key, forged.subarray(0, 60)), 60)
  const [, before] = count()
  assert.ok(before > 0, "what the answer needs is kept")
  assert.equal(pair.inject(0, forged), "bad-handshake")
  assert.equal(count()[1], before)
  pair.advance(minutes(2))
  assert.equal(pair.times("initiation").length, 20)
  assert.equal(count()[1], 0)
})

const keyOf = (pair: DevicePair, side: 0 | 1 = 1): Uint8Array =>
  Uint8Array.from(atob(pair.keys[side]), (char) => char.charCodeAt(0))
