import assert from "node:assert/strict"
import { test } from "node:test"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import { Rng } from "../rng.ts"
import type { PortSpan } from "./port_span.ts"
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

test("a port that chance is told of is drawn if it may be had, and another if not", () => {
  const policy = new RandomPorts({ below: () => 0, port: ({ isFree }) => isFree(7) ? 7 : undefined })
  const drawn = (span: PortSpan, isFree = (_: number) => true) =>
    policy.draw(portRequest("10.0.0.2:7", { span, isFree }))
  assert.equal(drawn({ first: 1, last: 300, parity: undefined }), 7)
  assert.equal(drawn({ first: 1, last: 300, parity: undefined }, (port) => port !== 7), 1)
  assert.equal(drawn({ first: 8, last: 300, parity: undefined }), 8)
  assert.equal(drawn({ first: 1, last: 300, parity: 0 }), 2)
})

test("parity is kept", () => {
  const policy = pool()
  const span = { first: 1024, last: 65535, parity: 1 }
  for (let i = 0; i < 100; i++) assert.equal((policy.draw(portRequest("10.0.0.2:7", { span })) ?? 0) % 2, 1)
})
