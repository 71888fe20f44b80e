/** Our own device, and its answers to `wg`, for as long as a scope lasts. */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { serveUapi } from "../adapters/uapi/serve_uapi.ts"
import { BadInput } from "./failures.ts"
import { type WgOptions, WgProcess } from "./wg_process.ts"
import { messageOf } from "../domain/message_of.ts"

export const cipher = Flag.Literals("cipher", ["libcrypto", "wasm"]).pipe(
  Flag.withDescription("Insist on one; if left out, libcrypto where it is there and proves right, else our own"),
  Flag.optional,
)

/** With the interface go its addresses and routes. */
export const startWg = Effect.fnUntraced(function* (options: WgOptions) {
  const wg = yield* Effect.acquireRelease(
    Effect.try({ try: () => new WgProcess(options), catch: trouble(options.name) }),
    (wg) => Effect.promise(() => wg.stop()),
  )
  const ready = yield* Effect.tryPromise({ try: () => wg.ready, catch: trouble(options.name) })
  return { process: wg, ready }
})

export const answerWg = (name: string, wg: WgProcess) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => serveUapi({ name }, { get: () => wg.get(), set: (change) => wg.set(change) }),
      catch: trouble(name),
    }),
    (server) => Effect.promise(() => server.close()),
  )

/** Whatever was thrown at an interface, in words for people. */
export const trouble = (name: string) => (error: unknown): BadInput =>
  new BadInput({ message: `${name}: ${messageOf(error)}` })
