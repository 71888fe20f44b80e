import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../rng.ts"
import { PortPool } from "./port_pool.ts"

const any = () => true

test("preserve takes the inside port, and a random one when it is taken", () => {
  const pool = new PortPool("preserve", [1024, 65535], Rng.seeded(1))
  assert.equal(pool.draw(51820, any), 51820)
  const other = pool.draw(51820, (port) => port !== 51820)
  assert.ok(other !== undefined && other !== 51820 && other >= 1024)
})

test("sequential goes up by one and round at the end", () => {
  const pool = new PortPool("sequential", [10, 12], Rng.seeded(1))
  assert.deepEqual([1, 2, 3, 4].map(() => pool.draw(7, any)), [10, 11, 12, 10])
  assert.equal(pool.draw(7, (port) => port === 10), 10)
})

test("random spreads over the range and stays in it", () => {
  const pool = new PortPool("random", [20480, 22527], Rng.seeded(1))
  const ports = Array.from({ length: 500 }, () => pool.draw(51820, any) ?? 0)
  assert.ok(ports.every((port) => port >= 20480 && port <= 22527))
  assert.ok(new Set(ports).size > 400)
})

test("when every port is taken there is none", () => {
  for (const kind of ["preserve", "sequential", "random"] as const) {
    assert.equal(new PortPool(kind, [1, 3], Rng.seeded(1)).draw(2, () => false), undefined)
  }
})

// spec/nat.md E1c: within a range that was given, the port is kept; from outside it gets one of the range.
test("preserve keeps no port outside a range that was given, and any port where none was", () => {
  const pool = new PortPool("preserve", [2000, 3000], Rng.seeded(1))
  assert.equal(pool.draw(2500, any), 2500)
  const other = pool.draw(51820, any) ?? 0
  assert.ok(other >= 2000 && other <= 3000, String(other))
  const free = new PortPool("preserve", undefined, Rng.seeded(1))
  assert.equal(free.draw(443, any), 443)
  assert.ok((free.draw(443, (port) => port !== 443) ?? 0) >= 1024)
})
