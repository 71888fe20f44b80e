/**
 * Whoever seals and opens by himself leaves a device as its own way of sending and receiving would: two worlds live
 * through the same script, one past the device, and have the same datagrams, deadlines and counts.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { DevicePair, other, type Side } from "../../../tests/harness/device_pair.ts"
import { type Endpoint, endpoint } from "../net/endpoint.ts"
import { after, duration, type Instant, instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import type { Device } from "./device.ts"
import {
  counterHigh,
  counterLow,
  isTransport,
  newTransport,
  receiverIndex,
  sealedPayload,
  setCounter,
} from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { paddedLength } from "./padding.ts"
import type { Session } from "./session.ts"

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const), side: fc.constantFrom<Side>(0, 1) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 900, 9_999, 60_000) }),
  },
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 600_000 }) }),
  fc.record({ kind: fc.constant("lose" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("replay" as const), side: fc.constantFrom<Side>(0, 1) }),
  fc.record({ kind: fc.constant("forge" as const), side: fc.constantFrom<Side>(0, 1) }),
  fc.record({ kind: fc.constant("roam" as const), side: fc.constantFrom<Side>(0, 1) }),
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

test("a device that others seal and open for is the device that does it itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(step, { maxLength: 25 }), (seed, steps) => {
      const [inside, past] = [new World(seed, false), new World(seed, true)]
      for (const one of steps) {
        inside.perform(one)
        past.perform(one)
        assert.deepEqual(past.state(), inside.state())
        assert.deepEqual(past.log, inside.log)
      }
    }),
    { numRuns: 60 },
  )
})

test("a session is lent only while it can send, and a peer without one has no handshake to tell of", () => {
  const world = new World(3, true)
  const [device] = world.pair.devices
  const [tunnel] = device.tunnels.values()
  assert.ok(tunnel)
  assert.deepEqual([tunnel.sendingSession(world.now), tunnel.lastHandshakeAt], [undefined, undefined])
  world.perform({ kind: "wait", ms: 5_000 })
  world.perform({ kind: "send", side: 0 })
  assert.ok(tunnel.sendingSession(world.now))
  assert.equal(tunnel.lastHandshakeAt, instant(5_000_000))
  assert.equal(tunnel.sendingSession(after(world.now, duration(180_000_000))), undefined)
})

class World {
  readonly pair: DevicePair
  readonly log: string[] = []
  now: Instant = instant(0)
  readonly #isPast: boolean
  readonly #addresses: [Endpoint, Endpoint] = [endpoint("192.0.2.1:51820"), endpoint("192.0.2.2:51820")]
  #lost = 0
  /** The last datagram that each side was sent. */
  readonly #last: [Uint8Array | undefined, Uint8Array | undefined] = [undefined, undefined]

  constructor(seed: number, isPast: boolean) {
    this.pair = new DevicePair({ seed })
    this.#isPast = isPast
  }

  perform(one: Step): void {
    if (one.kind === "send") this.#send(one.side, this.pair.packet(one.side, 100))
    else if (one.kind === "lose") this.#lost = one.count
    else if (one.kind === "replay") this.#receive(one.side, this.#last[one.side])
    else if (one.kind === "forge") {
      this.#receive(
        one.side,
        this.#last[one.side]?.map((byte, i) => i === 20 ? byte ^ 1 : byte),
      )
    } else if (one.kind === "roam") {
      this.#addresses[one.side] = endpoint(`192.0.2.${one.side + 1}:${this.log.length + 1024}`)
    } else this.#wait(one.ms)
  }

  state(): unknown {
    return this.pair.devices.map((device) => [
      device.deadline(),
      device.drops,
      Array.from(device.tunnels.values(), ({ path: { sent, received, endpoint, source }, lastHandshakeAt }) => [
        [sent, received, endpoint, source],
        lastHandshakeAt,
      ]),
    ])
  }

  #wait(ms: number): void {
    const end = after(this.now, duration(ms * 1_000))
    for (;;) {
      const next = Math.min(...this.pair.devices.map((device) => device.nextAt))
      if (next > end) break
      this.now = instant(Math.max(this.now, next))
      for (const side of [0, 1] as const) {
        this.pair.devices[side].wake(this.now)
        this.#drain(side)
      }
    }
    this.now = end
  }

  #send(side: Side, packet: Uint8Array): void {
    const device = this.pair.devices[side]
    const tunnel = device.routing.peerFor(packet)
    const session = typeof tunnel === "string" ? undefined : tunnel.sendingSession(this.now)
    if (!this.#isPast || typeof tunnel === "string" || session === undefined) {
      device.send(packet, this.now)
      return this.#drain(side)
    }
    const message = sealed(session, packet)
    tunnel.sent(session, message.length, this.now)
    device.noted(tunnel)
    this.#fly(side, message)
    this.#drain(side)
  }

  #drain(side: Side): void {
    for (const output of this.pair.devices[side].drain()) {
      if (output._tag === "Transmit") this.#fly(side, output.datagram)
      else this.log.push(`${this.now} ${side} ${output._tag}`)
    }
  }

  #fly(side: Side, datagram: Uint8Array): void {
    this.log.push(`${this.now} ${side} ${Array.from(datagram).join()}`)
    if (this.#lost > 0) this.#lost--
    else this.#receive(other(side), datagram)
  }

  #receive(side: Side, datagram: Uint8Array | undefined): void {
    if (datagram === undefined) return
    this.#last[side] = datagram
    const device = this.pair.devices[side]
    if (this.#isPast && isTransport(datagram)) this.#open(side, device, datagram)
    else device.receive(datagram, this.#arrival(side), this.now)
    this.#drain(side)
  }

  #open(side: Side, device: Device, message: Uint8Array): void {
    assert.ok(isTransport(message))
    const owner = device.ownerOf(receiverIndex(message))
    if (owner?.session === undefined) return device.dropped("unknown-index")
    const { tunnel, session } = owner
    const [high, low] = [counterHigh(message), counterLow(message)]
    const refused = session.refuse(high, low, this.now)
    if (refused !== undefined) return device.dropped(refused)
    const key = session.lendKeys(() => {}).receive
    const plaintext = suite.open(key, nonceOf(high, low), sealedPayload(message), new Uint8Array(0))
    if (plaintext === undefined) return device.dropped("bad-tag")
    session.mark(high, low)
    tunnel.heard(session, message.length, this.#arrival(side), this.now)
    device.noted(tunnel)
    if (plaintext.length > 0) this.#deliver(side)
  }

  /** Late enough to come after what the packet brought about, as in a device. */
  #deliver(side: Side): void {
    this.#drain(side)
    this.log.push(`${this.now} ${side} Deliver`)
  }

  #arrival(side: Side) {
    return { from: this.#addresses[other(side)], to: ipAddress("192.0.2.9") }
  }
}

function sealed(session: Session, packet: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(packet.length, 1420))
  padded.set(packet)
  session.takeCounter()
  const message = newTransport(session.remoteIndex, padded.length + 16)
  setCounter(message, session.takenHigh, session.takenLow)
  const key = session.lendKeys(() => {}).send
  suite.sealInto(key, nonceOf(session.takenHigh, session.takenLow), padded, sealedPayload(message))
  return message
}

function nonceOf(high: number, low: number): Uint8Array {
  const nonce = new Uint8Array(12)
  const view = new DataView(nonce.buffer)
  view.setUint32(4, low, true)
  view.setUint32(8, high, true)
  return nonce
}
