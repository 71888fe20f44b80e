import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { MemoryDevice } from "../../../../tests/harness/memory_device.ts"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { DataPlane, type PortFailure } from "../../../agent/ports.ts"
import type { ConfigurePeer } from "../../../domain/mesh/intent.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import { prefix } from "../../../domain/net/prefix.ts"
import type { DeviceControl } from "../device_control.ts"
import { dataPlane } from "./data_plane.ts"
import { ExternalDevice } from "./external_device.ts"

const peer = keyOf("b")
const here = endpoint("192.0.2.2:51820")
const configure: ConfigurePeer = {
  _tag: "ConfigurePeer",
  peer,
  allowedIps: [prefix("10.0.0.0/8")],
  endpoint: here,
}

class Desk {
  readonly memory = new MemoryDevice()
  readonly told: string[] = []
  trouble: string | undefined
  readonly #control: DeviceControl = {
    name: "memory",
    get: () => this.#unlessTrouble(() => this.memory.report),
    set: (change) => this.#unlessTrouble(() => void this.memory.set(change)),
  }

  /** The plane's time is the test's; nobody looks but when it is noticed, or a second has passed. */
  run<A>(use: (plane: DataPlane["Service"], notice: Effect.Effect<void>) => Effect.Effect<A, PortFailure>): Promise<A> {
    return Effect.gen({ self: this }, function* () {
      const noticed = yield* Queue.unbounded<void>()
      const device = new ExternalDevice(this.#control, { presharedKey: undefined, keepalive: seconds(25) })
      const tell = (trouble: string) => void this.told.push(trouble)
      const layer = dataPlane({ device, everyMs: 1_000, noticed: Stream.fromQueue(noticed), tell })
      const notice = Effect.asVoid(Queue.offer(noticed, undefined))
      return yield* DataPlane.use((plane) => use(plane, notice)).pipe(Effect.provide(layer))
    }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)
  }

  async #unlessTrouble<A>(deed: () => A): Promise<A> {
    await Promise.resolve()
    if (this.trouble !== undefined) throw new Error(this.trouble)
    return deed()
  }
}

/** Lets promises come to their ends, so long as it takes for this to be so. */
const until = (isSo: () => boolean) =>
  Effect.promise(async () => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
  })

test("what the mesh wants the device becomes", async () => {
  const desk = new Desk()
  await desk.run(({ perform }) =>
    perform(configure).pipe(Effect.andThen(until(() => desk.memory.report.peers.length > 0)))
  )
  assert.deepEqual(
    desk.memory.report.peers.map(({ publicKey, allowedIps, endpoint }) => [publicKey, allowedIps, endpoint]),
    [
      [peer, ["10.0.0.0/8"], here],
    ],
  )
})

test("what a device refuses is told once, and done as soon as it can be", async () => {
  const desk = new Desk()
  desk.trouble = "no room"
  await desk.run(({ perform }) =>
    Effect.gen(function* () {
      yield* perform(configure)
      yield* until(() => desk.told.length > 0)
      for (let i = 0; i < 3; i++) yield* TestClock.adjust("1 second")
      desk.trouble = undefined
      while (desk.memory.report.peers.length === 0) yield* TestClock.adjust("1 second")
    })
  )
  assert.equal(desk.told.length, 1)
  assert.match(desk.told[0] ?? "", /no room.*; trying again$/)
})

test("peers that somebody else takes away come back with their endpoint, and those that are to go do not", async () => {
  const desk = new Desk()
  const there = endpoint("198.51.100.2:51820")
  await desk.run(({ perform, reports }, notice) =>
    Effect.gen(function* () {
      yield* Effect.forkChild(Stream.runDrain(reports))
      yield* perform(configure)
      yield* perform({ _tag: "SetEndpoint", peer, endpoint: there })
      yield* perform({ ...configure, peer: keyOf("c"), allowedIps: [] })
      yield* until(() => desk.memory.report.peers.length === 2)
      yield* TestClock.adjust("1 second")
      yield* perform({ _tag: "RemovePeer", peer: keyOf("c") })
      yield* until(() => desk.memory.report.peers.length === 1)
      desk.memory.report = { ...desk.memory.report, peers: [] }
      yield* notice
      yield* until(() => desk.memory.report.peers.length > 0)
    })
  )
  assert.deepEqual(
    desk.memory.report.peers.map(({ publicKey, allowedIps, endpoint }) => [publicKey, allowedIps, endpoint]),
    [[peer, ["10.0.0.0/8"], there]],
  )
  assert.deepEqual(desk.told, [`somebody else took away ${peer}; put back`])
})

test("a handshake is reported when the device says that there is something to see", async () => {
  const desk = new Desk()
  const [report] = await desk.run(({ perform, reports }, notice) =>
    Effect.gen(function* () {
      const first = yield* Effect.forkChild(Stream.runCollect(Stream.take(reports, 1)))
      yield* perform(configure)
      yield* until(() => desk.memory.report.peers.length > 0)
      yield* TestClock.adjust("1 second")
      desk.memory.report = {
        ...desk.memory.report,
        peers: desk.memory.report.peers.map((one) => ({
          ...one,
          lastHandshake: { seconds: 1_800_000_000, nanoseconds: 5 },
        })),
      }
      yield* notice
      return yield* Fiber.join(first)
    })
  )
  assert.deepEqual(report, { _tag: "HandshakeCompleted", peer, endpoint: here })
})

test("a device that answers no more is gone, and says why", async () => {
  const desk = new Desk()
  desk.trouble = "memory was deleted"
  const failure = await desk.run(({ reports }) =>
    Effect.gen(function* () {
      const looking = yield* Effect.forkChild(
        Stream.runDrain(reports).pipe(Effect.catch(({ message }) => Effect.succeed(message))),
      )
      while (looking.pollUnsafe() === undefined) {
        yield* TestClock.adjust("1 second")
        yield* until(() => true)
      }
      return yield* Fiber.join(looking)
    })
  )
  assert.match(String(failure), /memory was deleted/)
})
