import assert from "node:assert/strict"
import { test } from "node:test"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import { Rng } from "../rng.ts"
import { RandomPorts } from "./random_ports.ts"

const pool = () => new RandomPorts(Rng.seeded(1))

test("ports spread over the range and stay in it", () => {
  const policy = pool()
  const span = { first: 20480, last: 22527, parity: undefined }
  const ports = Array.from({ length: 500 }, () => policy.draw(portRequest("10.0.0.2:51820", { span })) ?? 0)
  assert.ok(ports.every((port) => port >= 20480 && port <= 22527))
  assert.ok(new Set(ports).size > 400)
})

test("the last port that is free is found, and when every port is taken there is none", () => {
  const span = { first: 1, last: 300, parity: undefined }
  assert.equal(pool().draw(portRequest("10.0.0.2:7", { span, isFree: (port) => port === 117 })), 117)
  assert.equal(pool().draw(portRequest("10.0.0.2:7", { span, isFree: () => false })), undefined)
})

test("parity is kept", () => {
  const policy = pool()
  const span = { first: 1024, last: 65535, parity: 1 }
  for (let i = 0; i < 100; i++) assert.equal((policy.draw(portRequest("10.0.0.2:7", { span })) ?? 0) % 2, 1)
})
