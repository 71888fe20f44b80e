/**
 * A million mutated datagrams against a device with live sessions (spec/wireguard.md 4.5 row 8): no exception, no
 * endpoint moved, nothing sent but cookies never asked for, and memory that does not grow. The model suite carries most
 * of them, because what is under test is the path around the cryptography; the reference gets its share.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import { instant, millis, seconds } from "../../src/domain/net/instant.ts"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import type { Suite } from "../../src/domain/wireguard/suite.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { Rng } from "../../src/sim/rng.ts"
import { DevicePair } from "../harness/device_pair.ts"

const attacker = endpoint("198.51.100.66:666")

/** A pair with live sessions in all slots, some history, and one recording of every kind of message. */
function livePair(suite: Suite): { pair: DevicePair; corpus: readonly Uint8Array[] } {
  const cookies = new DevicePair({ suite, device: { busyAbove: 0 }, seed: 2 })
  cookies.send(0)
  cookies.advance(seconds(6))
  const pair = new DevicePair({ suite })
  for (let i = 0; i < 130; i++) {
    pair.send(0)
    pair.send(1)
    pair.advance(seconds(1))
  }
  const kinds = new Map([...cookies.sent, ...pair.sent].map((one) => [one.kind, one.datagram]))
  assert.deepEqual([...kinds.keys()].sort(), ["cookie", "data", "initiation", "keepalive", "response"])
  return { pair, corpus: [...kinds.values(), pair.sent.at(-1)?.datagram ?? new Uint8Array(0)] }
}

/** Flips, cuts, stretches, splices or repeats. At least one byte differs from the original, or it is a plain replay. */
function mutate(original: Uint8Array, corpus: readonly Uint8Array[], rng: Rng): Uint8Array {
  const copy = original.slice()
  switch (rng.below(6)) {
    case 0:
      return copy
    case 1:
      return copy.subarray(0, rng.below(copy.length + 1))
    case 2: {
      const longer = rng.fill(new Uint8Array(copy.length + rng.below(64)))
      longer.set(copy)
      return longer
    }
    case 3: {
      const donor = corpus[rng.below(corpus.length)] ?? copy
      copy.set(donor.subarray(0, copy.length), 0)
      return copy
    }
    default:
      for (let n = rng.below(8) + 1; n > 0 && copy.length > 0; n--) {
        const at = rng.below(copy.length)
        copy[at] = (copy[at] ?? 0) ^ (1 << rng.below(8))
      }
      return copy
  }
}

function bombard(suite: Suite, count: number): void {
  const { pair, corpus } = livePair(suite)
  const rng = Rng.seeded(77)
  const device = pair.devices[1]
  const arrival = { from: attacker, to: pair.addresses[1].address }
  let outputs = 0
  let accepted = 0
  for (let i = 0; i < count; i++) {
    const datagram = mutate(corpus[rng.below(corpus.length)] ?? new Uint8Array(0), corpus, rng)
    if (device.receive(datagram, arrival, pair.now) === undefined) accepted++
    if (i % 1000 === 0) outputs += device.drain().filter((output) => output._tag !== "Transmit").length
  }
  outputs += device.drain().filter((output) => output._tag !== "Transmit").length
  assert.equal(accepted, 0)
  assert.equal(outputs, 0)
  assert.deepEqual(device.endpointOf(pair.keys[0]), pair.addresses[0])
  const before = pair.tags(1, "Deliver").length
  pair.advance(seconds(2))
  pair.send(0)
  pair.advance(millis(100))
  assert.equal(pair.tags(1, "Deliver").length, before + 1, "the peers still talk")
}

test("a million mutated datagrams change nothing", () => bombard(modelSuite, 1_000_000))

test("ten thousand of them against real cryptography change nothing", () => bombard(nobleSuite, 10_000))

test("random bytes of every length up to 65535 are data, never an exception", () => {
  const { pair } = livePair(modelSuite)
  const rng = Rng.seeded(5)
  for (let length = 0; length < 65_536; length += 1 + rng.below(60)) {
    const datagram = rng.fill(new Uint8Array(length))
    if (length > 0) datagram[0] = rng.below(6)
    if (length > 3) datagram.fill(0, 1, 4)
    assert.ok(pair.devices[1].receive(datagram, { from: attacker, to: pair.addresses[1].address }, instant(1e9)))
  }
})

test("the memory that a flood leaves behind does not depend on its length", () => {
  const { pair, corpus } = livePair(modelSuite)
  const rng = Rng.seeded(6)
  const flood = (count: number): number => {
    for (let i = 0; i < count; i++) {
      const from = { address: pair.addresses[0].address, port: 1 + rng.below(65_535) }
      const datagram = mutate(corpus[rng.below(corpus.length)] ?? new Uint8Array(0), corpus, rng)
      pair.devices[1].receive(datagram, { from, to: pair.addresses[1].address }, pair.now)
      pair.devices[1].drain()
    }
    return process.memoryUsage().heapUsed / 1_048_576
  }
  const early = flood(200_000)
  const late = flood(400_000)
  assert.ok(late < early + 64, `${early} MB, then ${late} MB`)
})
