/**
 * Runs a world in slices, so that progress can be shown, a trace written, and Ctrl-C heard. Gives the milliseconds that
 * the world itself took.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { World } from "../sim/world.ts"
import type { BadInput } from "./failures.ts"
import type { Progress } from "./progress.ts"

/** Events between two looks around; some tens of milliseconds. */
const SLICE = 8_192

export const runWorld = Effect.fnUntraced(function* (
  world: World,
  { progress, label, afterSlice }: {
    readonly progress: Progress
    readonly label: string
    readonly afterSlice: Effect.Effect<void, BadInput>
  },
) {
  let busy = 0n
  for (let isRunning = true; isRunning;) {
    const before = yield* Clock.currentTimeNanos
    isRunning = world.advance(SLICE)
    busy += (yield* Clock.currentTimeNanos) - before
    progress.show(world.end === 0 ? 1 : world.now / world.end, label)
    yield* afterSlice
    yield* Effect.sleep(0)
  }
  return Number(busy / 1_000n) / 1_000
}, (run, _world, { progress }) => Effect.ensuring(run, Effect.sync(progress.clear)))
