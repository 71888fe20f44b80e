import assert from "node:assert/strict"
import { constants } from "node:os"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { SystemCallsUnavailable } from "../linux/libc.ts"
import { Arena, PLACES } from "./arena.ts"
import * as all from "./calls.ts"
import { calls, errno } from "./calls.ts"

test("where there are no system calls, the error says so", { skip: skip === false && "here they are" }, () => {
  assert.throws(calls, SystemCallsUnavailable)
})

// EBADFD is no word of Node's: asm-generic/errno.h, 77.
test("the numbers of errors are the kernel's", { skip }, () => {
  for (const name of ["EPERM", "EINTR", "EIO", "EAGAIN", "EINVAL", "EMSGSIZE", "ENETUNREACH"] as const) {
    assert.equal(all[name], constants.errno[name], name)
  }
  assert.equal(all.EBADFD, 77)
})

test("a pointer is a number, and a call that fails says why", { skip }, () => {
  const arena = new Arena()
  const bell = calls().eventfd(5, 0)
  assert.equal(calls().read(bell, arena.address(PLACES.scratch), 8), 8)
  assert.equal(arena.view.getBigUint64(PLACES.scratch, true), 5n)
  assert.equal(calls().read(-1, arena.address(PLACES.scratch), 8), -1)
  assert.equal(errno(), constants.errno.EBADF)
  assert.equal(calls().read(bell, 0n, 4), -1)
  assert.equal(errno(), constants.errno.EINVAL)
})
