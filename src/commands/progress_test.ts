import assert from "node:assert/strict"
import { test } from "node:test"
import { progressOn } from "./progress.ts"

function screen(isTerminal: boolean) {
  const written: string[] = []
  const clock = { ms: 5_000 }
  const progress = progressOn({ isTerminal, write: (text) => void written.push(text), nowMs: () => clock.ms })
  return { progress, written, clock }
}

test("a bar shows after a second, not more often than ten times a second, and is wiped away", () => {
  const { progress, written, clock } = screen(true)
  progress.show(0.1, "x")
  clock.ms += 1_000
  progress.show(0.5, "x")
  clock.ms += 50
  progress.show(0.6, "x")
  progress.clear()
  assert.deepEqual(written, [`\r\x1b[K[${"=".repeat(15)}${" ".repeat(15)}] 50% x`, "\r\x1b[K"])
})

test("where nobody looks there is no bar", () => {
  const { progress, written, clock } = screen(false)
  clock.ms += 5_000
  progress.show(0.5, "x")
  progress.clear()
  assert.deepEqual(written, [])
})
