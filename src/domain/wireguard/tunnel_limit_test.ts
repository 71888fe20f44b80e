/** A tunnel whose session is near its message limit. The other end is a bare `Handshake`, so that sessions are at hand. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { endpoint } from "../net/endpoint.ts"
import { after, type Instant, instant, millis, seconds } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { publicKeyOf } from "../public_key.ts"
import type { DeviceOutput } from "./device_output.ts"
import { Handshake } from "./handshake.ts"
import { type LocalIdentity, localIdentity, remoteIdentity } from "./identity.ts"
import { IndexTable } from "./index_table.ts"
import { isInitiation, isResponse, isTransport } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { readStatic } from "./responder.ts"
import type { Session } from "./session.ts"
import { type IndexOwner, Tunnel } from "./tunnel.ts"

const start = instant(1_000_000)
const arrival = { from: endpoint("192.0.2.1:51820"), to: ipAddress("192.0.2.9") }
const us = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(1)))
const them = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(2)))
const packet = (name: number): Uint8Array => Uint8Array.of(0x45, name)

function contextOf(local: LocalIdentity, seed: number) {
  const random = Rng.seeded(seed)
  return { suite, local, random, drawIndex: random.u32, unixMicros: (now: Instant) => 1.75e15 + now }
}

/** Their handshake is done as far as it needs us: our session waits in `next`, theirs is ready to confirm it. */
function answered() {
  const outputs: DeviceOutput[] = []
  const indices = new IndexTable<IndexOwner>(Rng.seeded(3))
  const emit = (output: DeviceOutput) => void outputs.push(output)
  const context = { ...contextOf(us, 1), drawIndex: () => indices.draw(), indices, mtu: 1420, emit }
  const remote = remoteIdentity(suite, us, publicKeyOf(them.keys.publicKey), undefined)
  const tunnel = new Tunnel(context, remote, undefined)
  const peer = remoteIdentity(suite, them, publicKeyOf(us.keys.publicKey), undefined)
  const caller = new Handshake(contextOf(them, 2), peer, undefined)
  const initiation = caller.initiate(start)
  assert.ok(initiation)
  const claim = readStatic(suite, us, initiation)
  assert.ok(claim)
  assert.equal(tunnel.receiveInitiation(claim, initiation, arrival, start), undefined)
  const sent = outputs.find((output) => output._tag === "Transmit")
  assert.ok(sent?._tag === "Transmit")
  const response = sent.datagram
  assert.ok(isResponse(response))
  const theirs = caller.finish(response, start)
  assert.ok(typeof theirs !== "string")
  const ours = indices.ownerOf(theirs.remoteIndex)?.session
  assert.ok(ours)
  outputs.length = 0
  return { tunnel, remote, outputs, indices, ours, theirs }
}

const transmitted = (outputs: readonly DeviceOutput[]): Uint8Array[] =>
  outputs.flatMap((output) => (output._tag === "Transmit" ? [output.datagram] : []))

/** The second byte of each packet that opens on `session`. */
function opened(session: Session, outputs: readonly DeviceOutput[]): (number | undefined)[] {
  return transmitted(outputs).filter(isTransport).map((message) => {
    const plaintext = session.decapsulate(suite, message, start)
    assert.ok(typeof plaintext !== "string", String(plaintext))
    return plaintext[1]
  })
}

// 2^64 - 2^13 - 1 is the first counter that is not sent (spec/wireguard.md 1.5).
test("of what waited, a session sends what its counter allows; the rest waits for the next session", () => {
  const { tunnel, outputs, ours, theirs } = answered()
  for (const name of [1, 2, 3]) tunnel.send(packet(name), start)
  ours.startCountingAt(0xffffffff, 0xffffdffd)
  const proof = theirs.encapsulate(suite, new Uint8Array(0), 0)
  assert.ok(tunnel.receiveTransport(ours, proof, arrival, start) instanceof Uint8Array)
  assert.deepEqual(opened(theirs, outputs), [1, 2])
  assert.deepEqual(tunnel.deadline(), { at: after(start, seconds(5)), reason: "deferred-handshake" })
  outputs.length = 0
  tunnel.wake(after(start, seconds(5)))
  assert.deepEqual(transmitted(outputs).map(isInitiation), [true])
})

test("a packet that finds the counter used up waits behind those that wait already", () => {
  const { tunnel, outputs, ours, theirs } = answered()
  const proof = theirs.encapsulate(suite, new Uint8Array(0), 0)
  tunnel.receiveTransport(ours, proof, arrival, start)
  ours.startCountingAt(0xffffffff, 0xffffdffe)
  for (const name of [1, 2, 3]) tunnel.send(packet(name), start)
  assert.deepEqual(opened(theirs, outputs), [1])
})

test("540 seconds after the last session its keys open nothing, and no index is left", () => {
  const { tunnel, indices, ours, theirs } = answered()
  const [early, late] = [1, 2].map(() => theirs.encapsulate(suite, new Uint8Array(0), 0))
  assert.ok(early && late)
  assert.ok(ours.decapsulate(suite, early, start) instanceof Uint8Array)
  tunnel.wake(after(start, seconds(540)))
  assert.equal(indices.size, 0)
  assert.equal(ours.decapsulate(suite, late, after(start, millis(1))), "bad-tag")
})

test("ten handshakes leave one session, and a tunnel that ends leaves neither index nor secret", () => {
  const { tunnel, remote, indices } = answered()
  const peer = remoteIdentity(suite, them, publicKeyOf(us.keys.publicKey), undefined)
  const caller = new Handshake(contextOf(them, 4), peer, undefined)
  for (let i = 1; i <= 10; i++) {
    const now = after(start, seconds(i))
    const initiation = caller.initiate(now)
    const claim = initiation && readStatic(suite, us, initiation)
    assert.ok(initiation && claim)
    assert.equal(tunnel.receiveInitiation(claim, initiation, arrival, now), undefined)
  }
  assert.equal(indices.size, 1)
  const { bytes } = remote.secret
  tunnel.end()
  assert.equal(indices.size, 0)
  assert.deepEqual(bytes, new Uint8Array(32))
})
