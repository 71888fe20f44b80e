/**
 * A terminal that goes away: what is in the system has to go as it does on SIGTERM. Also under nohup(1), whose wish Deno
 * overrides anyway.
 */
import * as Effect from "effect/Effect"

/** For as long as a scope lasts. */
export const endOnHangUp = Effect.acquireRelease(
  Effect.sync(() => void process.on("SIGHUP", end)),
  () => Effect.sync(() => void process.off("SIGHUP", end)),
)

const end = (): void => void process.kill(process.pid, "SIGTERM")
