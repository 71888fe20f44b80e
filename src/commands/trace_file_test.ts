import assert from "node:assert/strict"
import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
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
  assert.match((await Effect.runPromise(opened)).message, /x: there is no such folder$/)
})

test("what cannot be a trace is told why", async () => {
  const message = async (path: string): Promise<string> => {
    const opened = openTrace(path).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.flip)
    return (await Effect.runPromise(opened)).message
  }
  assert.equal(await message(""), "--trace needs the name of a file")
  assert.equal(await message(tmpdir()), `${tmpdir()}: this is a folder; --trace needs a file`)
  assert.match(await message(join(tmpdir(), "no", "such", "x")), /x: there is no such folder$/)
})

test("a file of the run is not written over, by whatever name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const path = join(folder, "x.yaml")
  writeFileSync(path, "precious")
  symlinkSync(path, join(folder, "soft"))
  linkSync(path, join(folder, "hard"))
  const open = (trace: string) =>
    Effect.runPromise(openTrace(trace, [path]).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.flip))
  for (
    const trace of [
      path,
      join(folder, ".", "..", basename(folder), "x.yaml"),
      join(folder, "soft"),
      join(folder, "hard"),
    ]
  ) {
    assert.equal((await open(trace)).message, `${trace}: this is the scenario itself; --trace would write over it`)
  }
  assert.equal(readFileSync(path, "utf8"), "precious")
  rmSync(folder, { recursive: true })
})
