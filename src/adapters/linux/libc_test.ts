import assert from "node:assert/strict"
import { test } from "node:test"
import { addressOf, cString, libc, must, SystemCallsUnavailable } from "./libc.ts"

const isAllowed = typeof Deno !== "undefined" && Deno.build.os === "linux" &&
  Deno.permissions.querySync({ name: "ffi" }).state === "granted"

test("without Deno, Linux or the permission the C library is not there, and the error says so", {
  skip: isAllowed ? "here it is there" : false,
}, () => {
  assert.throws(
    libc,
    (error) => error instanceof SystemCallsUnavailable && /need Deno on Linux and --allow-ffi/.test(error.message),
  )
})

const skip = isAllowed ? false : "needs Deno on Linux and --allow-ffi"

test("a call that fails tells why", { skip }, () => {
  assert.throws(() => must(libc().close(-1), "close", "close nothing"), /cannot close nothing: close failed with EBADF/)
  assert.throws(() => must(libc().open(cString("/nowhere/at/all"), 0, 0), "open", "look"), /open failed with ENOENT/)
})

test("a buffer has one address for as long as it lives", { skip }, () => {
  const buffer = new ArrayBuffer(16)
  assert.equal(addressOf(buffer), addressOf(buffer))
  assert.notEqual(addressOf(buffer), addressOf(new ArrayBuffer(16)))
})

test("text for C ends in a zero", () => assert.deepEqual([...cString("lo")], [0x6c, 0x6f, 0]))
