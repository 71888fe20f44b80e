/**
 * The agent's data plane over a WireGuard device that answers UAPI, or `wg`, whoever made it. What the mesh wants is
 * handed over in order, and again until it is done; what the device did is found by looking, at once where it says that
 * there is something to see. Peers that somebody else took away, or the whole device with them, come back. A device that
 * does not answer for ten seconds is gone.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { DataPlane, PortFailure } from "../../../agent/ports.ts"
import { messageOf } from "../../../domain/message_of.ts"
import type { PeerIntent } from "../../../domain/mesh/mesh_output.ts"
import type { EndpointLearned, HandshakeCompleted } from "../../../domain/mesh/observation.ts"
import type { PublicKey } from "../../../domain/public_key.ts"
import { Backlog } from "./backlog.ts"
import type { ExternalDevice } from "./external_device.ts"
import type { PeerNews } from "./peer_news.ts"
import { Wishes } from "./wishes.ts"

export interface PlaneOptions {
  readonly device: ExternalDevice
  /** From one look to the next, if nobody says earlier that there is something to see. */
  readonly everyMs: number
  readonly noticed: Stream.Stream<void>
  readonly tell: (trouble: string) => void
}

export const dataPlane = ({ device, everyMs, noticed, tell }: PlaneOptions): Layer.Layer<DataPlane> =>
  Layer.effect(
    DataPlane,
    Effect.gen(function* () {
      const wanted = yield* Queue.unbounded<PeerIntent>()
      const wishes = new Wishes()
      const lost = new Set<PublicKey>()
      const backlog = new Backlog(async (intents) => {
        if (intents.some(({ peer }) => lost.has(peer))) await device.configureAgain()
        lost.clear()
        await device.perform(intents)
      })
      yield* Effect.forkScoped(handOver(wanted, backlog, tell))
      const putBack = (news: readonly PeerNews[]): Effect.Effect<void> => {
        const again = news.filter(isLoss).flatMap(({ peer }) => wishes.of(peer) ?? [])
        if (again.length === 0) return Effect.void
        for (const { peer } of again) lost.add(peer)
        tell(`somebody else took away ${again.map(({ peer }) => peer).join(", ")}; put back`)
        return Effect.asVoid(Queue.offerAll(wanted, again))
      }
      return {
        perform: (intent) => {
          wishes.add(intent)
          return Effect.asVoid(Queue.offer(wanted, intent))
        },
        forgetSources: Effect.void,
        reports: Stream.merge(noticed, Stream.tick(everyMs)).pipe(
          Stream.buffer({ capacity: 1, strategy: "sliding" }),
          Stream.mapEffect(() => Effect.tap(looked(device), putBack)),
          Stream.flattenIterable,
          Stream.filter(isReport),
        ),
      }
    }),
  )

/** For ever. What stands in the way is told when it is another thing than the last time. */
const handOver = Effect.fnUntraced(function* (
  wanted: Queue.Queue<PeerIntent>,
  backlog: Backlog,
  tell: (trouble: string) => void,
) {
  let told = ""
  for (;;) {
    const more = Queue.takeAll(wanted)
    const intents = yield* backlog.isEmpty ? more : Effect.raceFirst(more, Effect.as(Effect.sleep(AGAIN), NOTHING))
    const troubles = (yield* Effect.promise(() => backlog.handOver(intents))).join("; ")
    if (troubles !== "" && troubles !== told) tell(`${troubles}; trying again`)
    told = troubles
  }
})

const looked = (device: ExternalDevice): Effect.Effect<readonly PeerNews[], PortFailure> =>
  Effect.tryPromise({
    try: () => device.observe(),
    catch: (error) => new PortFailure({ message: messageOf(error) }),
  }).pipe(
    Effect.map(({ news }) => news),
    Effect.retry({ schedule: Schedule.spaced(AGAIN), times: LOOKS_IN_VAIN }),
  )

const isReport = (news: PeerNews): news is HandshakeCompleted | Extract<PeerNews, EndpointLearned> =>
  news._tag === "HandshakeCompleted" || news._tag === "EndpointLearned"

const isLoss = ({ _tag }: PeerNews): boolean => _tag === "PeerRemoved" || _tag === "PeerRestarted"

const AGAIN = "1 second"
const LOOKS_IN_VAIN = 10
const NOTHING: readonly PeerIntent[] = []
