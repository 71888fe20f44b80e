import assert from "node:assert/strict"
import { constants } from "node:os"
import { test } from "node:test"
import * as errno from "./errno.ts"

test("the numbers are those of Linux", { skip: constants.errno.EPROTO === 71 ? false : "this is not Linux" }, () => {
  const { EIO, EINVAL, EPROTO, EADDRINUSE } = constants.errno
  assert.deepEqual([EIO, EINVAL, EPROTO, EADDRINUSE], [errno.EIO, errno.EINVAL, errno.EPROTO, errno.EADDRINUSE])
})

test("a number has its name whatever its sign", () => {
  assert.equal(errno.errnoName(-22), "EINVAL")
  assert.equal(errno.errnoName(71), "EPROTO")
  assert.equal(errno.errnoName(-13), "errno 13")
})
