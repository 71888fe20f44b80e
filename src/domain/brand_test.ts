import assert from "node:assert/strict"
import { test } from "node:test"
import type * as Brand from "effect/Brand"
import { nominal } from "./brand.ts"

test("what is branded is the very same", () => {
  const brand = nominal<Uint8Array & Brand.Brand<"Bytes">>()
  const bytes = Uint8Array.of(1, 2)
  assert.equal(brand(bytes), bytes)
  assert.equal(nominal<number & Brand.Brand<"Number">>()(7), 7)
})
