import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, nodeId } from "../../../tests/harness/mesh_facts.ts"
import type { Affiliate } from "../../domain/discovery/affiliate.ts"
import { AffiliateView } from "../../domain/discovery/affiliate_view.ts"
import { Announcer } from "../../domain/discovery/announcer.ts"
import { Opener } from "../../domain/discovery/opener.ts"
import type { WatchMessage } from "../../domain/discovery/watch_message.ts"
import { type Duration, instant, minutes } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { Rng } from "../rng.ts"
import type { DiscoveryMessage } from "./message.ts"
import { Session } from "./session.ts"

const SECRET = new Uint8Array(32).fill(7)
const announcer = (name: string): Announcer =>
  new Announcer({ clusterId: "cluster", secret: SECRET, random: Rng.seeded(5).split(name) })

/** Node a's session with the service "own", and all that it says, to others and to itself. */
function setUp(seed = 1) {
  const sent: DiscoveryMessage[] = []
  const planned: { readonly wait: Duration; readonly message: DiscoveryMessage }[] = []
  const news: string[] = []
  const mine = announcer("a")
  const session = new Session({
    id: 4,
    source: "own",
    rng: Rng.seeded(seed),
    announcer: mine,
    view: new AffiliateView(new Opener(SECRET), nodeId("a")),
  }, {
    send: (_, message) => void sent.push(message),
    later: (_, wait, message) => void planned.push({ wait, message }),
    news: (_, { seen, gone }, now) =>
      void news.push(`+${seen.map((one) => one.nodeId).join()} -${gone.join()} @${now / 60_000_000}min`),
  })
  const kinds = (): readonly string[] => sent.splice(0).map(({ kind }) => kind)
  const welcome = (redirect?: string, at = instant(2)): void => {
    const seenAs = [ipAddress("203.0.113.1")]
    session.welcomed({ kind: "welcome", session: 4, connection: session.connection, seenAs, redirect }, at)
  }
  const report = (message: WatchMessage, at = instant(3)): void =>
    session.reported({ kind: "report", session: 4, connection: session.connection, message }, at)
  return { session, mine, sent, planned, news, kinds, welcome, report }
}

/** As the service hands it on. */
function recordOf(one: Affiliate) {
  const other = announcer(one.nodeId)
  other.announce(one, [])
  const [request] = other.requests
  assert.ok(request)
  return { id: request.affiliateId, data: request.data, endpoints: request.endpoints }
}

const snapshot = (...affiliates: readonly Affiliate[]): WatchMessage => ({
  isSnapshot: true,
  affiliates: affiliates.map(recordOf),
  deleted: false,
})

test("a session says hello, then watches and says who it is, and says that again every quarter of an hour", () => {
  const { session, mine, sent, planned, kinds, welcome } = setUp()
  mine.announce(affiliate("a"), [])
  session.connect(instant(0))
  assert.deepEqual(sent, [{ kind: "hello", session: 4, connection: 1 }])
  welcome()
  assert.deepEqual(kinds(), ["hello", "watch", "update"])
  assert.deepEqual(planned, [{ wait: minutes(15), message: { kind: "refresh", session: 4, connection: 1 } }])
  session.refresh(instant(minutes(15)))
  assert.deepEqual(kinds(), ["update"])
  assert.equal(planned.length, 2)
  assert.deepEqual(planned[1], planned[0])
})

test("a refresh says the same, byte for byte", () => {
  const { session, mine, sent, welcome } = setUp()
  mine.announce(affiliate("a", "192.0.2.1:51820"), [])
  session.connect(instant(0))
  welcome()
  session.refresh(instant(minutes(15)))
  const updates = sent.filter((one) => one.kind === "update")
  assert.equal(updates.length, 2)
  assert.deepEqual(updates[0], updates[1])
})

test("whoever has nothing to say yet says it once there is something, and only while connected", () => {
  const { session, mine, kinds, welcome } = setUp()
  session.connect(instant(0))
  session.announced(instant(1))
  assert.deepEqual(kinds(), ["hello"])
  welcome()
  assert.deepEqual(kinds(), ["watch"])
  mine.announce(affiliate("a"), [])
  session.announced(instant(3))
  assert.deepEqual(kinds(), ["update"])
  session.fail(instant(4))
  session.announced(instant(5))
  assert.deepEqual(kinds(), [])
})

test("each attempt is a connection of its own, so that what belongs to an old one can be told", () => {
  const { session, welcome } = setUp()
  const connections = [session.connection]
  const note = (): void => void connections.push(session.connection)
  session.connect(instant(0))
  note()
  session.fail(instant(1))
  note()
  session.dial(instant(2))
  note()
  welcome("other")
  session.dial(instant(3))
  note()
  session.connect(instant(4))
  note()
  assert.deepEqual(connections, [0, 1, 2, 3, 4, 5])
})

// Spec/discovery.md 2.5: initial 500 ms, half as long again each time, 50 % more or less at random, at most 60 s.
test("attempts come at growing distances, each within half of the mean, around a minute in the end", () => {
  const first = new Set<number>()
  for (let seed = 0; seed < 50; seed++) {
    const { session, planned } = setUp(seed)
    session.connect(instant(0))
    for (let i = 0; i < 20; i++) session.fail(instant(i))
    for (const [i, { wait, message }] of planned.entries()) {
      const mean = Math.min(60_000_000, 500_000 * 1.5 ** i)
      assert.equal(message.kind, "retry")
      assert.ok(wait >= Math.floor(mean / 2) - 1 && wait <= mean * 1.5, `${wait} after ${i + 1} failures`)
    }
    first.add(planned[0]?.wait ?? 0)
  }
  assert.ok(first.size > 40, "they do not all come at once")
})

test("after a success, or on a new network, it starts over from the shortest", () => {
  const { session, planned, welcome } = setUp()
  const failures = (count: number): number => {
    for (let i = 0; i < count; i++) session.fail(instant(i))
    return planned.at(-1)?.wait ?? 0
  }
  session.connect(instant(0))
  assert.ok(failures(12) > 10_000_000)
  session.connect(instant(0))
  assert.ok(failures(1) <= 750_000)
  assert.ok(failures(12) > 10_000_000)
  session.dial(instant(0))
  welcome()
  assert.ok(failures(1) <= 750_000)
})

test("being sent on is no success: whoever is sent to one that fails is not quicker for it", () => {
  const { session, planned, welcome } = setUp()
  session.connect(instant(0))
  for (let i = 0; i < 12; i++) {
    session.fail(instant(i))
    session.dial(instant(i))
    welcome("other", instant(i))
  }
  assert.ok((planned.at(-1)?.wait ?? 0) > 10_000_000)
})

// Spec/discovery.md 2.5: each hop costs one backoff step, the first between 250 and 750 ms.
test("whoever is sent on says hello there a little later, and neither watches nor publishes before", () => {
  const { session, mine, planned, kinds, welcome } = setUp()
  mine.announce(affiliate("a"), [])
  session.connect(instant(0))
  welcome("other")
  session.announced(instant(3))
  assert.deepEqual([session.target, session.source], ["other", "own"])
  assert.deepEqual(kinds(), ["hello"])
  const [{ wait, message } = assert.fail("an attempt is planned")] = planned
  assert.ok(wait >= 250_000 && wait <= 750_000, String(wait))
  assert.deepEqual(message, { kind: "retry", session: 4, connection: session.connection })
  session.dial(instant(wait))
  welcome("other")
  assert.deepEqual(kinds(), ["hello", "watch", "update"])
})

test("each hop is a longer wait than the one before, until a service keeps the client", () => {
  const waits = (seed: number): readonly number[] => {
    const { session, planned, welcome } = setUp(seed)
    session.connect(instant(0))
    for (let i = 0; i < 10; i++) {
      welcome(`hop ${i}`)
      session.dial(instant(i))
    }
    welcome()
    session.fail(instant(20))
    return planned.filter(({ message }) => message.kind === "retry").map(({ wait }) => wait)
  }
  for (let seed = 0; seed < 20; seed++) {
    for (const [i, wait] of waits(seed).entries()) {
      const mean = i === 10 ? 500_000 : 500_000 * 1.5 ** i
      assert.ok(wait >= Math.floor(mean / 2) - 1 && wait <= mean * 1.5, `${wait} at hop ${i}`)
    }
  }
})

// Upstream never goes back (spec/discovery.md 2.5, redirect stickiness).
test("whoever finds nobody where it was sent goes back to its own service and stays there", () => {
  const { session, kinds, welcome } = setUp()
  session.connect(instant(0))
  welcome("other")
  session.dial(instant(3))
  session.fail(instant(4))
  assert.equal(session.target, "own")
  session.dial(instant(5))
  kinds()
  welcome("other")
  assert.deepEqual([session.target, kinds()], ["own", ["watch"]])
  session.fail(instant(6))
  session.dial(instant(7))
  kinds()
  welcome("other")
  assert.deepEqual([session.target, kinds()], ["own", ["watch"]], "also after its own was away for a while")
  session.fail(instant(8))
  session.dial(instant(9))
  welcome("third")
  assert.equal(session.target, "third", "and goes wherever else it is sent")
})

test("only what is new is news", () => {
  const { news, report } = setUp()
  report(snapshot(affiliate("a"), affiliate("b")), instant(minutes(1)))
  report(snapshot(affiliate("a"), affiliate("b")), instant(minutes(2)))
  report({ isSnapshot: false, affiliates: [{ ...recordOf(affiliate("b")), data: new Uint8Array(0) }], deleted: true })
  report({ isSnapshot: false, affiliates: [recordOf(affiliate("b"))], deleted: true }, instant(minutes(4)))
  assert.deepEqual(news, ["+b - @1min", `+ -b @${3 / 60_000_000}min`])
})

test("whom a new snapshot misses is gone half an hour later, unless it came back", () => {
  const { session, news, report } = setUp()
  report(snapshot(affiliate("b"), affiliate("c"), affiliate("d")), instant(0))
  report(snapshot(affiliate("d")), instant(minutes(1)))
  report({ isSnapshot: false, affiliates: [recordOf(affiliate("c"))], deleted: false }, instant(minutes(2)))
  session.expire(instant(minutes(31) - 1))
  assert.deepEqual(news, ["+b,c,d - @0min"])
  session.expire(instant(minutes(31)))
  session.expire(instant(minutes(90)))
  assert.deepEqual(news.slice(1), ["+ -b @31min"])
})
