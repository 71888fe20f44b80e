import assert from "node:assert/strict"
import { test } from "node:test"
import { opened } from "./opened.ts"

test("what opens is what there is, and what does not is nothing", () => {
  const plaintext = Uint8Array.of(7)
  assert.equal(opened(() => plaintext, new Uint8Array(17)), plaintext)
  const wrongTag = (): Uint8Array => {
    throw new Error("invalid tag")
  }
  assert.equal(opened(wrongTag, new Uint8Array(17)), undefined)
})

// RFC 8439 2.8: the tag has 16 bytes.
test("what is shorter than a tag is not even tried", () => {
  assert.equal(opened(() => assert.fail("tried"), new Uint8Array(15)), undefined)
})
