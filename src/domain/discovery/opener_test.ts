import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { affiliate } from "../../../tests/harness/mesh_facts.ts"
import { endpoint, formatEndpoint } from "../net/endpoint.ts"
import { Opener } from "./opener.ts"
import { sealAffiliate, sealEndpoint } from "./seal.ts"

const secret = new Uint8Array(32).fill(7)
const opener = () => new Opener(secret)
const sealed = (letter: string) => Result.getOrThrow(sealAffiliate(affiliate(letter), secret, new Uint8Array(12)))
const sealedEndpoints = (...texts: string[]) => texts.map((text) => sealEndpoint(endpoint(text), secret))

test("an affiliate comes with its endpoints, in the order of the service, each once", () => {
  const endpoints = sealedEndpoints("192.0.2.2:2", "192.0.2.1:1", "192.0.2.2:2")
  assert.deepEqual(
    opener().open({ id: "b", data: sealed("b"), endpoints }),
    Result.succeed(
      affiliate("b", "192.0.2.2:2", "192.0.2.1:1"),
    ),
  )
})

// Spec/discovery.md 2.6: upstream's client panics at such endpoints.
test("endpoints that do not open are passed over", () => {
  const garbage = [new Uint8Array(0), new Uint8Array(16).fill(9), new Uint8Array(17), new Uint8Array(48)]
  const endpoints = [...garbage, ...sealedEndpoints("192.0.2.1:1")]
  const opened = Result.getOrThrow(opener().open({ id: "b", data: sealed("b"), endpoints }))
  assert.deepEqual(opened.kubespan?.endpoints.map(formatEndpoint), ["192.0.2.1:1"])
})

test("what has no data yet, another secret, or another's id is refused with a reason", () => {
  const fault = (id: string, data: Uint8Array) => {
    const opened = opener().open({ id, data, endpoints: [] })
    return Result.isFailure(opened) ? opened.failure : "opened"
  }
  assert.equal(fault("b", new Uint8Array(0)), "no-data")
  assert.equal(fault("c", sealed("b")), "wrong-id")
  const foreign = Result.getOrThrow(sealAffiliate(affiliate("b"), new Uint8Array(32), new Uint8Array(12)))
  assert.equal(fault("b", foreign), "bad-tag")
})

test("the same bytes give the same value, other endpoints another one, and an id is checked each time", () => {
  const one = opener()
  const data = sealed("b")
  const endpoints = sealedEndpoints("192.0.2.1:1")
  const first = Result.getOrThrow(one.open({ id: "b", data, endpoints }))
  assert.equal(Result.getOrThrow(one.open({ id: "b", data, endpoints: [...endpoints] })), first)
  const more = Result.getOrThrow(
    one.open({ id: "b", data, endpoints: [...endpoints, ...sealedEndpoints("192.0.2.2:2")] }),
  )
  assert.deepEqual(more, affiliate("b", "192.0.2.1:1", "192.0.2.2:2"))
  assert.ok(Result.isFailure(one.open({ id: "c", data, endpoints })))
})
