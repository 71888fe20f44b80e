import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair } from "../../../tests/harness/device_pair.ts"
import { millis, minutes } from "../net/instant.ts"
import { publicKeyOf } from "../public_key.ts"
import type { HandshakeKeys } from "./handshake_keys.ts"
import { nobleSuite as suite } from "./noble_suite.ts"

const SHARED = new Uint8Array(32).fill(9)
const OTHER = new Uint8Array(32).fill(8)

/** Two devices that tell one list of their keys, each set copied as it is told. */
function told(presharedKeys?: readonly [Uint8Array, Uint8Array]) {
  const all: HandshakeKeys[] = []
  const tellKeys = (keys: HandshakeKeys): void => {
    const [localPrivateKey, remotePublicKey] = [keys.localPrivateKey.slice(), keys.remotePublicKey.slice()]
    const [localEphemeralKey, presharedKey] = [keys.localEphemeralKey.slice(), keys.presharedKey.slice()]
    all.push({ localPrivateKey, remotePublicKey, localEphemeralKey, presharedKey })
  }
  return { pair: new DevicePair({ device: { tellKeys }, ...(presharedKeys && { presharedKeys }) }), all }
}

const publicOf = (privateKey: Uint8Array) => publicKeyOf(suite.keyPair(privateKey).publicKey)
/** spec/wireguard.md 1.2: where initiation and response have the sender's ephemeral key. */
const EPHEMERAL_AT = { initiation: 8, response: 12 } as const

/** Of every message of a kind that was sent. */
const ephemerals = (pair: DevicePair, kind: "initiation" | "response") =>
  pair.datagrams(kind).map((message) => publicKeyOf(message.slice(EPHEMERAL_AT[kind], EPHEMERAL_AT[kind] + 32)))

test("both sides tell their keys: those of the messages that they send", () => {
  const { pair, all } = told([SHARED, SHARED])
  pair.send(0)
  pair.advance(millis(100))
  const [initiator, responder] = all
  assert.ok(initiator && responder && all.length === 2)
  assert.deepEqual([publicOf(initiator.localPrivateKey), publicOf(responder.localPrivateKey)], pair.keys)
  assert.deepEqual([responder, initiator].map(({ remotePublicKey }) => publicKeyOf(remotePublicKey)), pair.keys)
  assert.deepEqual([publicOf(initiator.localEphemeralKey)], ephemerals(pair, "initiation"))
  assert.deepEqual([publicOf(responder.localEphemeralKey)], ephemerals(pair, "response"))
  assert.deepEqual([initiator.presharedKey, responder.presharedKey], [SHARED, SHARED])
})

test("each initiation of a series has keys of its own, and zeros for no preshared key", () => {
  const { pair, all } = told()
  pair.isCut = true
  pair.send(0)
  pair.advance(minutes(2))
  assert.equal(all.length, 20)
  assert.deepEqual(all.map(({ localEphemeralKey }) => publicOf(localEphemeralKey)), ephemerals(pair, "initiation"))
  assert.ok(all.every(({ presharedKey }) => presharedKey.every((byte) => byte === 0)))
})

test("a preshared key that changes while an initiation is in flight is told with the same ephemeral key", () => {
  const { pair, all } = told([SHARED, OTHER])
  pair.send(0)
  pair.setUp(0, pair.keys[1], SHARED)
  pair.setUp(0, pair.keys[1], OTHER)
  pair.advance(millis(100))
  assert.equal(pair.tags(0, "HandshakeCompleted").length, 1)
  const ours = all.filter(({ localPrivateKey }) => publicOf(localPrivateKey) === pair.keys[0])
  assert.deepEqual(ours.map(({ presharedKey }) => presharedKey[0]), [9, 8])
  assert.deepEqual(ours[0]?.localEphemeralKey, ours[1]?.localEphemeralKey)
  pair.setUp(0, pair.keys[1], SHARED)
  assert.equal(all.length, 3, "and with none in flight, nothing is told")
})

test("an initiation that is refused has no keys of ours", () => {
  const { pair, all } = told()
  pair.send(0)
  pair.advance(millis(100))
  const [initiation] = pair.datagrams("initiation")
  assert.ok(initiation && pair.inject(1, initiation) === "stale-timestamp")
  assert.equal(all.length, 2)
})
