import assert from "node:assert/strict"
import { test } from "node:test"
import { codeOf, reasonOf, UapiError } from "./uapi_error.ts"

const failure = (code: string): Error => Object.assign(new Error("x"), { code })

test("an error says which socket and why", () => {
  const error = new UapiError("/a.sock", "nobody answers")
  assert.equal(error.message, "/a.sock: nobody answers")
  assert.deepEqual([error.socket, error.reason], ["/a.sock", "nobody answers"])
})

test("what the operating system says is told in words, where there are any", () => {
  assert.equal(reasonOf(failure("ECONNREFUSED")), "nobody answers")
  assert.equal(reasonOf(failure("ENOENT")), "there is no such socket")
  assert.equal(reasonOf(failure("EMFILE")), "EMFILE")
  assert.equal(reasonOf(new Error("x")), "Error: x")
  assert.equal(codeOf("ENOENT"), "")
})
