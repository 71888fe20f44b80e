import assert from "node:assert/strict"
import { test } from "node:test"
import { colourStyle, plainStyle } from "./style.ts"

test("plain style adds nothing, colour ends what it begins", () => {
  assert.equal(plainStyle.good("x") + plainStyle.dim("y"), "xy")
  assert.equal(colourStyle.bad("x"), "\x1b[31mx\x1b[0m")
})
