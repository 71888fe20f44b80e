import assert from "node:assert/strict"
import { test } from "node:test"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import { Rng } from "../rng.ts"
import { BlockPorts } from "./block_ports.ts"
import type { PortRequest } from "./port_policy.ts"
import { RandomPorts } from "./random_ports.ts"

/** Ports from 1000 on in blocks of eight, so that `blockOf` tells one from another. */
class Blocks {
  readonly taken = new Set<number>()
  readonly #policy: BlockPorts

  constructor(most: number, last = 1031) {
    const random = Rng.seeded(3)
    const within = new RandomPorts(random)
    this.#policy = new BlockPorts({ blocks: { size: 8, most }, range: [1000, last], random, within })
  }

  draw(address: string, change: Partial<PortRequest> = {}): number | undefined {
    const span = { first: 1000, last: 65535, parity: undefined }
    const isFree = (port: number) => !this.taken.has(port)
    const port = this.#policy.draw(portRequest(`${address}:51820`, { span, isFree, ...change }))
    if (port !== undefined) this.taken.add(port)
    return port
  }
}

const blockOf = (port: number | undefined): number => port === undefined ? -1 : Math.floor((port - 1000) / 8)
const times = (count: number) => Array.from({ length: count }, (_, i) => i)

// RFC 6888 REQ-14: what is logged is who has which block, and a block has one owner.
test("each inside address draws from a block of its own", () => {
  const pool = new Blocks(1)
  const [a, b] = ["10.0.0.2", "10.0.0.3"].map((address) => times(8).map(() => blockOf(pool.draw(address))))
  assert.equal(new Set(a).size, 1)
  assert.equal(new Set(b).size, 1)
  assert.notEqual(a?.[0], b?.[0])
})

test("when a block is used up another one is taken, up to as many as may be", () => {
  const pool = new Blocks(2)
  const blocks = times(16).map(() => blockOf(pool.draw("10.0.0.2")))
  assert.equal(new Set(blocks.slice(0, 8)).size, 1)
  assert.equal(new Set(blocks.slice(8)).size, 1)
  assert.notEqual(blocks[0], blocks[8])
  assert.equal(pool.draw("10.0.0.2"), undefined, "two full blocks")
  assert.ok(pool.draw("10.0.0.3") !== undefined)
})

test("a port that comes back is drawn again from the block that it is in", () => {
  const pool = new Blocks(1)
  const ports = times(8).map(() => pool.draw("10.0.0.2"))
  pool.taken.delete(ports[3] ?? 0)
  assert.equal(pool.draw("10.0.0.2"), ports[3])
})

test("when all blocks belong to others, one of which no port is in use changes hands", () => {
  const pool = new Blocks(1, 1015)
  const [a = 0, b = 0] = [pool.draw("10.0.0.2"), pool.draw("10.0.0.3")]
  assert.equal(pool.draw("10.0.0.4"), undefined)
  pool.taken.delete(b)
  assert.equal(blockOf(pool.draw("10.0.0.4")), blockOf(b))
  pool.taken.delete(a)
  assert.equal(blockOf(pool.draw("10.0.0.3")), blockOf(a), "who lost it takes what is left")
})

test("nobody takes a block from oneself, however little it is used", () => {
  for (const draws of times(8)) {
    const pool = new Blocks(2, 1015)
    const [mine] = times(draws + 1).map(() => blockOf(pool.draw("10.0.0.2")))
    const other = pool.draw("10.0.0.3")
    const isFree = (port: number): boolean => blockOf(port) !== mine
    const next = pool.draw("10.0.0.2", { isFree, isIdle: () => true })
    assert.equal(blockOf(next), blockOf(other), `after ${draws + 1} draws`)
  }
})

test("what is left of a range beyond the last whole block is nobody's", () => {
  const pool = new Blocks(9, 1020)
  assert.equal(times(30).filter(() => pool.draw("10.0.0.2") !== undefined).length, 16)
  assert.equal(Math.max(...pool.taken), 1015)
  assert.equal(new Blocks(1, 1006).draw("10.0.0.2"), undefined, "not one block")
})

test("a block has to reach into the span, and its ports be of the parity, that is asked for", () => {
  const pool = new Blocks(4)
  const span = { first: 1008, last: 1023, parity: 1 }
  const ports = times(8).map(() => pool.draw("10.0.0.2", { span }))
  assert.deepEqual(ports.map(Number).sort((a, b) => a - b), [1009, 1011, 1013, 1015, 1017, 1019, 1021, 1023])
  assert.equal(pool.draw("10.0.0.2", { span }), undefined)
})
