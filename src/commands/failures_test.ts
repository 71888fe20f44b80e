import assert from "node:assert/strict"
import { test } from "node:test"
import * as Exit from "effect/Exit"
import { badArgument, systemError } from "effect/PlatformError"
import * as Runtime from "effect/Runtime"
import { BadInput, fileTrouble, NotAsExpected } from "./failures.ts"

const codeOf = (error: unknown): number => {
  let code = -1
  Runtime.defaultTeardown(Exit.fail(error), (one) => void (code = one))
  return code
}

test("bad input exits with 2, a no with 1", () => {
  assert.equal(codeOf(new BadInput({ message: "x" })), 2)
  assert.equal(codeOf(new NotAsExpected({ failed: 3 })), 1)
})

test("common troubles with files have words of their own", () => {
  const trouble = (tag: "NotFound" | "PermissionDenied" | "BadResource") =>
    fileTrouble(systemError({ _tag: tag, module: "FileSystem", method: "open" }))
  assert.deepEqual([trouble("NotFound"), trouble("PermissionDenied")], ["there is no such file", "no permission"])
  assert.match(trouble("BadResource"), /is no file/)
  assert.match(fileTrouble(badArgument({ module: "FileSystem", method: "open", description: "odd" })), /odd/)
})

test("what Deno does not allow is named as that", () => {
  const cause = Object.assign(new Error("Requires write access"), { name: "NotCapable" })
  const error = systemError({ _tag: "Unknown", module: "FileSystem", method: "open", cause })
  assert.equal(fileTrouble(error), "Deno was started without permission for this file")
})
