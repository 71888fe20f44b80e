import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { endpoint, formatEndpoint, parseEndpoint, sameEndpoint } from "./endpoint.ts"

test("endpoints of both families survive the way through text", () => {
  for (const text of ["192.0.2.1:51820", "[2001:db8::1]:1", "0.0.0.0:65535"]) {
    assert.equal(formatEndpoint(endpoint(text)), text)
  }
})

test("text that is no endpoint is refused", () => {
  const wrong = ["192.0.2.1", "192.0.2.1:0", "192.0.2.1:65536", "2001:db8::1:51820", "[192.0.2.1]:80", "[::1]", ":80"]
  for (const text of wrong) assert.ok(Result.isFailure(parseEndpoint(text)), text)
})

test("endpoints are the same when address and port are", () => {
  assert.ok(sameEndpoint(endpoint("192.0.2.1:80"), endpoint("192.0.2.1:80")))
  assert.ok(!sameEndpoint(endpoint("192.0.2.1:80"), endpoint("192.0.2.1:81")))
  assert.ok(!sameEndpoint(endpoint("192.0.2.1:80"), endpoint("192.0.2.2:80")))
})
