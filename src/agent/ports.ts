/**
 * The agent's edges. Reports come in as streams, which end only by failing, and with that the agent. What the agent asks
 * for is never refused: an adapter that cannot do it yet says so, and does it when it can.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Event } from "../domain/mesh/event.ts"
import type { PeerIntent, Publish, Route } from "../domain/mesh/mesh_output.ts"
import type {
  AddressesReported,
  DiscoveryReported,
  EndpointLearned,
  HandshakeCompleted,
} from "../domain/mesh/observation.ts"
import type { Instant } from "../domain/net/instant.ts"

/** An edge is gone for good; `message` says what to do about it. */
export class PortFailure extends Data.TaggedError("PortFailure")<{ readonly message: string }> {}

export class MonotonicClock extends Context.Service<MonotonicClock, {
  /** Never goes back. */
  readonly now: () => Instant
  readonly sleepUntil: (at: Instant) => Effect.Effect<void>
}>()("meshfold/MonotonicClock") {}

/** WireGuard: ours in a thread, another's in userspace, or the kernel's. */
export class DataPlane extends Context.Service<DataPlane, {
  readonly reports: Stream.Stream<HandshakeCompleted | EndpointLearned, PortFailure>
  readonly perform: (intent: PeerIntent) => Effect.Effect<void>
  /** The addresses that it sent from may be gone. */
  readonly forgetSources: Effect.Effect<void>
}>()("meshfold/DataPlane") {}

/** All that tells of other affiliates, and to which we tell of ourselves. */
export class Discovery extends Context.Service<Discovery, {
  readonly reports: Stream.Stream<DiscoveryReported, PortFailure>
  readonly publish: (publish: Publish) => Effect.Effect<void>
}>()("meshfold/Discovery") {}

/** The host's addresses and routes. */
export class HostNetwork extends Context.Service<HostNetwork, {
  readonly reports: Stream.Stream<AddressesReported, PortFailure>
  readonly route: (route: Route) => Effect.Effect<void>
}>()("meshfold/HostNetwork") {}

export class Journal extends Context.Service<Journal, {
  readonly append: (event: Event) => Effect.Effect<void>
}>()("meshfold/Journal") {}
