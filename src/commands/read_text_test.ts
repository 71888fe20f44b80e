import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readText } from "./read_text.ts"

/** The text of a file with these bytes, or what is said of it without its name. */
async function textOf(bytes: string | Uint8Array, prepare: (path: string) => void = () => {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const path = join(folder, "x.yaml")
  writeFileSync(path, bytes)
  prepare(path)
  const read = await reading(path)
  rmSync(folder, { recursive: true })
  return read
}

async function reading(path: string): Promise<string> {
  const read = await Effect.runPromise(Effect.result(readText(path)).pipe(Effect.provide(NodeServices.layer)))
  return Result.isSuccess(read) ? read.success : read.failure.message.replace(`${path}: `, "")
}

test("a file is read as it is, without the mark of its byte order", async () => {
  for (const text of ["", "a: 1\n", "a: \u00e9\r\n", "x".repeat(100_000)]) assert.equal(await textOf(text), text)
  assert.equal(await textOf("\ufeffa: 1\n"), "a: 1\n")
})

test("a file of 4 MB is read, and one of a byte more or of a hundred gigabytes is told at once", async () => {
  const tooLarge = "the file is larger than 4194304 bytes"
  assert.equal((await textOf("x".repeat(4_194_304))).length, 4_194_304)
  assert.equal(await textOf("x".repeat(4_194_305)), tooLarge)
  assert.equal(await textOf("", (path) => truncateSync(path, 100_000_000_000)), tooLarge)
})

test("what is no text in UTF-8 is told what to do", async () => {
  const message = "this is no text in UTF-8; save it as such"
  const wide = Uint8Array.from([0xff, 0xfe, ...[..."a: 1"].flatMap((one) => [one.charCodeAt(0), 0])])
  for (const bytes of [wide, Uint8Array.of(0x61, 0xe9), "a\0b", Uint8Array.of(0xed, 0xa0, 0x80)]) {
    assert.equal(await textOf(bytes), message)
  }
})

test("what is no file is not waited for", async () => {
  const message = "this is no file; name files, as in scenarios/*.yaml"
  assert.equal(await reading(tmpdir()), message)
  assert.equal(await reading("/dev/zero"), message)
  const pipe = (path: string) => {
    rmSync(path)
    execFileSync("mkfifo", [path])
  }
  assert.equal(await textOf("", pipe), message)
})

test("what is not there is told", async () => assert.equal(await reading("no.yaml"), "there is no such file"))
