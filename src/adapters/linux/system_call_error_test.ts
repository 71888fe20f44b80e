import assert from "node:assert/strict"
import process from "node:process"
import { test } from "node:test"
import { errnoName, SystemCallError } from "./system_call_error.ts"

const skip = process.platform === "linux" ? false : "the numbers are those of Linux"

// asm-generic/errno-base.h and errno.h.
test("an errno has the name of the kernel's headers", { skip }, () => {
  const names = [2, 9, 11, 90, 100, 101, 105, 111, 113].map(errnoName)
  const expected = ["ENOENT", "EBADF", "EAGAIN", "EMSGSIZE", "ENETDOWN", "ENETUNREACH", "ENOBUFS", "ECONNREFUSED"]
  assert.deepEqual(names, [...expected, "EHOSTUNREACH"])
  assert.equal(errnoName(4711), "errno 4711")
})

test("an error names the call, the errno and what it was for", { skip }, () => {
  const error = new SystemCallError("bind", 98, "bind the port")
  assert.deepEqual([error.call, error.errno, error.code], ["bind", 98, "EADDRINUSE"])
  assert.equal(error.message, "cannot bind the port: bind failed with EADDRINUSE")
})
