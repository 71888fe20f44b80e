import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"

const href = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)

/** In a process of its own, as it is the process that is told to end. */
function ended(isScoped: boolean) {
  const script = `
    import * as Effect from "effect/Effect"
    import { endOnHangUp } from ${href("./hang_up.ts")}
    const hangUp = Effect.promise(async () => {
      process.on("SIGTERM", () => { console.log("told to end"); process.exit(0) })
      process.kill(process.pid, "SIGHUP")
      await new Promise((resolve) => setTimeout(resolve, 10_000))
    })
    const program = ${
    isScoped ? "Effect.andThen(endOnHangUp, hangUp)" : "Effect.andThen(Effect.scoped(endOnHangUp), hangUp)"
  }
    await Effect.runPromise(Effect.scoped(program))
  `
  const words = "deno" in process.versions ? ["eval", "--no-check", script] : ["--input-type=module", "--eval", script]
  const { status, signal, stdout } = spawnSync(process.execPath, words, { encoding: "utf8", timeout: 30_000 })
  return { status, signal, stdout }
}

test("a hang-up ends as SIGTERM does, for as long as the scope lasts", () => {
  assert.deepEqual(ended(true), { status: 0, signal: null, stdout: "told to end\n" })
  assert.equal(ended(false).signal, "SIGHUP")
})
