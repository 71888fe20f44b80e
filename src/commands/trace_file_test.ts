import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import { openTrace } from "./trace_file.ts"

test("records are written in order, slice by slice, over what was there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const path = join(folder, "trace.jsonl")
  writeFileSync(path, "something much longer that was there before\n".repeat(9))
  const action = (at: number) => ({ kind: "action", at, text: "x" }) as const
  await Effect.runPromise(
    Effect.gen(function* () {
      const { sink, flush } = yield* openTrace(path)
      for (const at of [1, 2]) sink(action(at))
      yield* flush
      yield* flush
      sink(action(3))
      yield* flush
    }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer)),
  )
  const lines = readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  rmSync(folder, { recursive: true })
  assert.deepEqual(lines, [action(1), action(2), action(3)])
})

test("a file that cannot be written is bad input", async () => {
  const opened = openTrace(join(tmpdir(), "no", "such", "folder", "x")).pipe(
    Effect.scoped,
    Effect.provide(NodeFileSystem.layer),
    Effect.flip,
  )
  assert.match((await Effect.runPromise(opened)).message, /x: there is no such file$/)
})
