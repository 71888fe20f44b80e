/**
 * A node of the simulated world that is run by the agent's own loop: its edges are in memory and lead into the world, its
 * `Device` stands where the agent's thread would, and its time is the world's. Fibres run only while the world waits.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { runAgent } from "../../src/agent/agent.ts"
import { DataPlane, Discovery, HostNetwork, Journal, MonotonicClock, type PortFailure } from "../../src/agent/ports.ts"
import type { Input } from "../../src/domain/input.ts"
import { type Brain, createBrain, passAt } from "../../src/domain/mesh/brain.ts"
import { type Deadline, sooner } from "../../src/domain/net/deadline.ts"
import { earliest, type Instant } from "../../src/domain/net/instant.ts"
import { applyIntent, type NodeConfig, rulesOf } from "../../src/domain/node.ts"
import type { Output } from "../../src/domain/output.ts"
import { Device } from "../../src/domain/wireguard/device.ts"
import type { Stamp } from "../../src/domain/wireguard/tai64n.ts"
import type { NodeRun } from "../../src/sim/world/node_run.ts"
import { HandScheduler } from "./hand_scheduler.ts"
import { type Observation } from "../../src/domain/mesh/observation.ts"

export class AgentRun implements NodeRun {
  readonly brain: Brain
  readonly #config: NodeConfig
  readonly #device: Device
  readonly #scheduler = new HandScheduler()
  readonly #peers = this.#inbox<Reported<"HandshakeCompleted" | "EndpointLearned">>()
  readonly #others = this.#inbox<Reported<"DiscoveryReported">>()
  readonly #host = this.#inbox<Reported<"AddressesReported">>()
  readonly #sleepers = new Set<{ readonly at: Instant; readonly wake: () => void }>()
  readonly #fiber: Fiber.Fiber<never, PortFailure>
  #outputs: Output[] = []
  #now: Instant

  constructor(config: NodeConfig, now: Instant) {
    this.#config = config
    this.#now = now
    this.#device = new Device(config.device)
    this.brain = createBrain(config.self, rulesOf(config), now)
    this.#fiber = this.#scheduler.fork(runAgent(this.brain).pipe(Effect.provide(this.#edges())))
    this.#settle()
  }

  get latestStamp(): Stamp | undefined {
    return this.#device.latestStamp
  }

  get wakeAt(): Instant {
    return earliest(this.#device.nextAt, passAt(this.brain))
  }

  get deadline(): Deadline {
    return sooner(this.#device.deadline(), { at: passAt(this.brain), reason: "pass" })
  }

  step(input: Input, now: Instant): readonly Output[] {
    this.#now = now
    this.#take(input)
    this.#settle()
    while (this.wakeAt <= now) {
      this.#device.wake(now)
      for (const { at, wake } of this.#sleepers) if (at <= now) wake()
      this.#settle()
    }
    const outputs = this.#outputs
    this.#outputs = []
    return outputs
  }

  /** What one edge reports; a queue wakes its readers by the scheduler under which it was made. */
  #inbox<A>(): Queue.Queue<A, PortFailure> {
    return this.#scheduler.run(Queue.unbounded<A, PortFailure>())
  }

  #take(input: Input): void {
    switch (input._tag) {
      case "DatagramReceived":
        this.#device.receive(input.datagram, input, this.#now)
        break
      case "PacketRouted":
        this.#device.send(input.packet, this.#now)
        break
      case "ClockSet":
        this.#device.setWallClock(input.unixMicrosAtZero)
        break
      case "DiscoveryReported":
        Queue.offerUnsafe(this.#others, input)
        break
      case "AddressesReported":
        Queue.offerUnsafe(this.#host, input)
        break
      case "Woke":
        break
    }
  }

  /** Lets device and agent talk until both are quiet. */
  #settle(): void {
    this.#scheduler.runAll()
    for (let done = this.#device.drain(); done.length > 0; done = this.#device.drain()) {
      for (const output of done) {
        if (output._tag === "Transmit" || output._tag === "Deliver") this.#outputs.push(output)
        else Queue.offerUnsafe(this.#peers, output)
        this.#scheduler.runAll()
      }
    }
    const exit = this.#fiber.pollUnsafe()
    if (exit !== undefined) throw new Error(`the agent ended: ${JSON.stringify(exit)}`)
  }

  #edges() {
    const push = (output: Output) => Effect.sync(() => void this.#outputs.push(output))
    return Layer.mergeAll(
      Layer.succeed(MonotonicClock, { now: () => this.#now, sleepUntil: (at) => this.#sleepUntil(at) }),
      Layer.succeed(DataPlane, {
        reports: Stream.fromQueue(this.#peers),
        perform: (intent) => Effect.sync(() => applyIntent(this.#device, intent, this.#config, this.#now)),
        forgetSources: Effect.sync(() => this.#device.forgetSources()),
      }),
      Layer.succeed(Discovery, { reports: Stream.fromQueue(this.#others), publish: push }),
      Layer.succeed(HostNetwork, { reports: Stream.fromQueue(this.#host), route: push }),
      Layer.succeed(Journal, { append: (event) => push({ _tag: "Recorded", event }) }),
    )
  }

  #sleepUntil(at: Instant): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      const sleeper = { at, wake: () => resume(Effect.void) }
      this.#sleepers.add(sleeper)
      return Effect.sync(() => void this.#sleepers.delete(sleeper))
    })
  }
}

type Reported<Tag extends Observation["_tag"]> = Extract<Observation, { readonly _tag: Tag }>
