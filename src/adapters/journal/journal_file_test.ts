import assert from "node:assert/strict"
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import { Journal } from "../../agent/ports.ts"
import type { Event } from "../../domain/mesh/event.ts"
import { decodeEvent } from "../../domain/mesh/journal.ts"
import { instant } from "../../domain/net/instant.ts"
import { JournalFile, journalFile } from "./journal_file.ts"

const events: readonly Event[] = ["b", "c"].map((letter) => ({
  _tag: "PeerSpecRemoved",
  at: instant(1),
  peer: keyOf(letter),
}))

async function inFolder(use: (path: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "journal-"))
  try {
    await use(join(folder, "journal.jsonl"))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const write = (path: string, those: readonly Event[]): Promise<void> =>
  Effect.runPromise(
    Journal.use(({ append }) => Effect.forEach(those, append, { discard: true })).pipe(
      Effect.provide(journalFile(path, assert.fail)),
    ),
  )

const read = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n").map(decodeEvent)

test("what is appended is read again, also over several runs, by nobody else", () =>
  inFolder(async (path) => {
    await write(path, events.slice(0, 1))
    await write(path, events.slice(1))
    assert.deepEqual(read(path), events.map((event) => Result.succeed(event)))
    assert.equal(statSync(path).mode & 0o777, 0o600)
  }))

test("a line that a crash cut off spoils no other", () =>
  inFolder(async (path) => {
    await write(path, events.slice(0, 1))
    appendFileSync(path, `{"v":2,"_tag":"Peer`)
    await write(path, events.slice(1))
    const [first, broken, last] = read(path)
    assert.deepEqual([first, last], events.map((event) => Result.succeed(event)))
    assert.deepEqual(broken, Result.fail("not-json"))
  }))

test("a file that is full is kept until the next one is, and no event is lost on the way", () =>
  inFolder((path) => {
    const file = new JournalFile(path, assert.fail, 20)
    for (const line of ["one, of twenty bytes", "two, of twenty bytes", "three", "four", "five", "six"]) {
      file.append(line)
    }
    file.close()
    assert.equal(readFileSync(`${path}.1`, "utf8"), "two, of twenty bytes\n")
    assert.equal(readFileSync(path, "utf8"), "three\nfour\nfive\nsix\n")
    assert.equal(statSync(path).mode & 0o777, 0o600)
    new JournalFile(path, assert.fail, 20).append("seven")
    assert.equal(readFileSync(`${path}.1`, "utf8"), "three\nfour\nfive\nsix\n")
  }))

// On Linux, writing to /dev/full fails as on a disk that is full (full(4)).
test("a disk that is full is told of once, and stops nothing", { skip: !existsSync("/dev/full") }, () => {
  const told: string[] = []
  const file = new JournalFile("/dev/full", (trouble) => void told.push(trouble))
  file.append("one")
  file.append("two")
  file.close()
  assert.equal(told.length, 1)
  assert.match(told[0] ?? "", /^\/dev\/full: takes no events \(.*(ENOSPC|No space left).*\); make room$/)
})

test("a journal that cannot be opened is a failure that names it", async () => {
  const failed = await Effect.runPromise(
    Journal.use(() => Effect.void).pipe(Effect.provide(journalFile("/nowhere/journal", assert.fail)), Effect.flip),
  )
  assert.match(failed.message, /^\/nowhere\/journal: the journal cannot be opened/)
})
