import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { PublicKeySchema } from "./public_key_schema.ts"

test("text of another length, alphabet or with stray bits is refused", () => {
  const is = Schema.is(PublicKeySchema)
  assert.ok(is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUE="))
  assert.ok(!is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUF="))
  assert.ok(!is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqU"))
  assert.ok(!is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uq_E="))
})
