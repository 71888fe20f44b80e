/**
 * How a host runs: the one loop around the mesh's brain. It gathers what the edges report, stamps it with the time, has
 * what follows performed in order, and sleeps until the next report or the next pass. Packets never come this way: they
 * stay in the data plane, which reports handshakes and endpoints.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { type Brain, observe, passAt, passIfDue } from "../domain/mesh/brain.ts"
import type { MeshOutput } from "../domain/mesh/mesh_output.ts"
import type { Observation } from "../domain/mesh/observation.ts"
import { DataPlane, Discovery, HostNetwork, Journal, MonotonicClock, type PortFailure } from "./ports.ts"

/** Until it is interrupted, or an edge is gone for good. */
export const runAgent = Effect.fnUntraced(function* (brain: Brain) {
  const { now, sleepUntil } = yield* MonotonicClock
  const perform = yield* performer
  const inbox = yield* gathered
  for (;;) {
    const reports = yield* Effect.raceFirst(Queue.takeAll(inbox), Effect.as(sleepUntil(passAt(brain)), NOTHING))
    for (const report of reports) yield* perform(observe(brain, report, now()))
    yield* perform(passIfDue(brain, now()))
  }
}, Effect.scoped)

/** What all edges report, in the order in which it came; it fails as the first of them does. */
const gathered = Effect.gen(function* () {
  const { reports: ofPeers, forgetSources } = yield* DataPlane
  const { reports: ofOthers } = yield* Discovery
  const { reports: ofHost } = yield* HostNetwork
  const inbox = yield* Queue.unbounded<Observation, PortFailure>()
  const readdressed = Stream.tap(ofHost, () => forgetSources)
  for (const reports of [ofPeers, ofOthers, readdressed]) {
    yield* Effect.forkScoped(pour(reports, inbox))
  }
  return inbox
})

const pour = (reports: Stream.Stream<Observation, PortFailure>, inbox: Queue.Queue<Observation, PortFailure>) =>
  Stream.runForEach(reports, (report) => Queue.offer(inbox, report)).pipe(
    Effect.catchCause((cause) => Queue.failCause(inbox, cause)),
  )

/** One output after the other. */
const performer = Effect.gen(function* () {
  const plane = yield* DataPlane
  const discovery = yield* Discovery
  const host = yield* HostNetwork
  const journal = yield* Journal
  const perform = (output: MeshOutput): Effect.Effect<void> => {
    switch (output._tag) {
      case "Recorded":
        return journal.append(output.event)
      case "Publish":
        return discovery.publish(output)
      case "Route":
        return host.route(output)
      case "ConfigurePeer":
      case "RemovePeer":
      case "SetEndpoint":
        return plane.perform(output)
    }
  }
  return (outputs: readonly MeshOutput[]) => Effect.forEach(outputs, perform, { discard: true })
})

const NOTHING: readonly Observation[] = []
