import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate } from "../../tests/harness/mesh_facts.ts"
import { after, type Instant, instant, millis, minutes, seconds } from "../domain/net/instant.ts"
import { type IpAddress, ipAddress } from "../domain/net/ip_address.ts"
import { Discovery } from "./discovery.ts"
import type { DiscoveryMessage } from "./discovery_message.ts"
import { EventQueue } from "./queue.ts"
import { Rng } from "./rng.ts"

/** A service with three clients that write down what they are told, in milliseconds. */
class Desk {
  now = instant(0)
  readonly told: string[] = []
  readonly unreachable = new Set<number>()
  readonly #queue = new EventQueue<DiscoveryMessage>()
  readonly service = new Discovery({
    schedule: (at, message) => this.#queue.push(at, message),
    rngOf: (client) => Rng.seeded(client),
    seenAs: (client) => (this.unreachable.has(client) ? undefined : [publicAddress(client)]),
    onWelcome: (client, seenAs, now) => this.#note(now, `${client} is ${seenAs.join()}`),
    onReport: (client, { seen, gone }, now) =>
      this.#note(now, `${client} +${seen.map((one) => one.nodeId).join()} -${gone.join()}`),
  }, { latency: millis(20), isUp: true })

  advance(length: ReturnType<typeof seconds>): void {
    const end = after(this.now, length)
    while (this.#queue.nextAt <= end) {
      this.now = this.#queue.nextAt
      const message = this.#queue.pop()
      if (message !== undefined) this.service.handle(message, this.now)
    }
    this.now = end
  }

  #note(now: Instant, text: string): void {
    this.told.push(`${text} @${now / 1000}`)
  }
}

const publicAddress = (client: number): IpAddress => ipAddress(`203.0.113.${client}`)

test("a client learns as whom it is seen, then who else is there, then what changes", () => {
  const desk = new Desk()
  desk.service.connect(1, desk.now)
  desk.service.publish(1, affiliate("a"), desk.now)
  desk.advance(seconds(1))
  desk.service.connect(2, desk.now)
  desk.advance(millis(100))
  desk.service.publish(2, affiliate("b"), desk.now)
  desk.advance(seconds(1))
  assert.deepEqual(desk.told, ["1 is 203.0.113.1 @40", "2 is 203.0.113.2 @1040", "2 +a - @1080", "1 +b - @1140"])
})

test("publishing the same again tells nobody", () => {
  const desk = new Desk()
  for (const client of [1, 2]) desk.service.connect(client, desk.now)
  desk.advance(seconds(1))
  for (let i = 0; i < 3; i++) desk.service.publish(1, affiliate("a"), desk.now)
  desk.advance(seconds(1))
  assert.equal(desk.told.filter((one) => one.startsWith("2 +")).length, 1)
})

test("an entry that is not renewed is gone after half an hour, one that is stays", () => {
  const desk = new Desk()
  for (const [client, letter] of [[1, "a"], [2, "b"], [3, "c"]] as const) {
    desk.service.connect(client, desk.now)
    desk.service.publish(client, affiliate(letter), desk.now)
  }
  desk.advance(minutes(1))
  desk.service.leave(2)
  desk.advance(minutes(120))
  const gone = desk.told.filter((one) => !one.includes(" -@") && /-[abc]/.test(one))
  assert.deepEqual(gone.map((one) => one.split(" @")[0]), ["1 + -b", "3 + -b"])
  const at = Number(gone[0]?.split("@")[1])
  assert.ok(at >= 1_800_000 && at <= 1_870_000, String(at))
})

test("while the service is down clients try again, ever more slowly, and find it when it is back", () => {
  const desk = new Desk()
  desk.service.goDown(desk.now)
  desk.service.connect(1, desk.now)
  desk.service.publish(1, affiliate("a"), desk.now)
  desk.advance(minutes(10))
  assert.equal(desk.told.length, 0)
  desk.service.goUp()
  desk.service.connect(2, desk.now)
  desk.advance(seconds(91))
  assert.ok(desk.told.some((one) => one.startsWith("1 is")))
  assert.ok(desk.told.some((one) => one.startsWith("2 +a")), "what was published meanwhile arrives")
})

test("a service that restarts has forgotten everything, and is told again", () => {
  const desk = new Desk()
  for (const [client, letter] of [[1, "a"], [2, "b"]] as const) {
    desk.service.connect(client, desk.now)
    desk.service.publish(client, affiliate(letter), desk.now)
  }
  desk.advance(seconds(1))
  desk.told.length = 0
  desk.service.restart(desk.now)
  desk.advance(seconds(5))
  assert.equal(desk.told.filter((one) => one.includes(" is ")).length, 2)
  assert.ok(desk.told.some((one) => one.startsWith("2 +a")) && desk.told.some((one) => one.startsWith("1 +b")))
  assert.ok(!desk.told.some((one) => /-[ab]/.test(one)), "and nobody was told that anybody left")
})

test("a client that cannot reach anybody tries again when it can", () => {
  const desk = new Desk()
  desk.unreachable.add(1)
  desk.service.connect(1, desk.now)
  desk.advance(seconds(10))
  assert.equal(desk.told.length, 0)
  desk.unreachable.delete(1)
  desk.advance(seconds(91))
  assert.equal(desk.told.length, 1)
})

test("what was under way on an old connection is void", () => {
  const desk = new Desk()
  desk.service.connect(1, desk.now)
  desk.advance(millis(30))
  desk.service.connect(1, desk.now)
  desk.advance(seconds(1))
  assert.deepEqual(desk.told, ["1 is 203.0.113.1 @70"])
})
