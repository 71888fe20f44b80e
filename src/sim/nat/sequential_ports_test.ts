import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import type { PortSpan } from "./port_span.ts"
import { SequentialPorts } from "./sequential_ports.ts"

const draw = (policy: SequentialPorts, span: Partial<PortSpan>, isFree = (_: number) => true): number | undefined =>
  policy.draw(portRequest("10.0.0.2:7", { span: { first: 10, last: 12, parity: undefined, ...span }, isFree }))

test("ports go up by one and round at the end", () => {
  const policy = new SequentialPorts(1)
  assert.deepEqual([1, 2, 3, 4].map(() => draw(policy, {})), [10, 11, 12, 10])
  assert.equal(draw(policy, {}, (port) => port === 10), 10)
  assert.equal(draw(policy, {}, () => false), undefined)
})

test("ports go up by the step, and past those that are taken by another", () => {
  const policy = new SequentialPorts(2)
  const span = { first: 100, last: 199 }
  assert.deepEqual([1, 2, 3].map(() => draw(policy, span)), [100, 102, 104])
  assert.equal(draw(policy, span, (port) => port !== 106), 108)
  assert.equal(draw(policy, span), 110)
})

test("each class of ports goes up by itself", () => {
  const policy = new SequentialPorts(1)
  const spans = [{ first: 1, last: 1023 }, { first: 1024, last: 65535 }]
  assert.deepEqual([0, 1, 0, 1].map((i) => draw(policy, spans[i] ?? {})), [1, 1024, 2, 1025])
})

test("whatever the step, a port that is free is found, and it fits", () => {
  const free = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), free, fc.constantFrom(undefined, 0, 1), (step, ports, parity) => {
      const policy = new SequentialPorts(step)
      const fitting = ports.filter((port) => parity === undefined || port % 2 === parity)
      const taken = new Set<number>()
      const isFree = (port: number) => ports.includes(port) && !taken.has(port)
      for (let i = 0; i < fitting.length; i++) taken.add(draw(policy, { first: 0, last: 30, parity }, isFree) ?? -1)
      assert.deepEqual([...taken].sort((a, b) => a - b), [...fitting].sort((a, b) => a - b))
      assert.equal(draw(policy, { first: 0, last: 30, parity }, isFree), undefined)
    }),
  )
})
