import assert from "node:assert/strict"
import { test } from "node:test"
import { countText, timeText } from "./time_text.ts"

test("times pick their unit", () => {
  assert.deepEqual([0, 0.1, 42, 999.9, 5334, 60_000, 150_000, 86_400_000, 3_661_000].map(timeText), [
    "0ms",
    "0.1ms",
    "42ms",
    "999ms",
    "5.33s",
    "1m",
    "2m30s",
    "24h",
    "1h1m1s",
  ])
})

test("counts are short", () => {
  assert.deepEqual([0, 9999, 15_360, 999_999, 3_450_000].map(countText), ["0", "9999", "15 k", "999 k", "3.4 M"])
})
