import assert from "node:assert/strict"
import { test } from "node:test"
import { nobleCookies } from "./noble_cookies.ts"
import { nobleSuite } from "./noble_suite.ts"

// The vectors of all suites are in tests/conformance/suites_test.ts.
test("they are the reference's", () => {
  assert.deepEqual(
    Object.entries(nobleCookies).filter(([name, one]) =>
      !Object.entries(nobleSuite).some(([key, other]) => key === name && other === one)
    ),
    [],
  )
})
