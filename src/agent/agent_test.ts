import assert from "node:assert/strict"
import { test } from "node:test"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { HandScheduler } from "../../tests/harness/hand_scheduler.ts"
import { addresses, affiliate, keyOf, nodeId, rules, seen } from "../../tests/harness/mesh_facts.ts"
import { unknownAffiliate } from "../domain/discovery/affiliate.ts"
import { createBrain, passAt } from "../domain/mesh/brain.ts"
import type { DiscoveryReported } from "../domain/mesh/observation.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { runAgent } from "./agent.ts"
import { DataPlane, Discovery, HostNetwork, Journal, MonotonicClock, PortFailure } from "./ports.ts"

interface Edges {
  readonly peers?: DataPlane["Service"]["reports"]
  readonly others?: Discovery["Service"]["reports"]
  readonly host?: HostNetwork["Service"]["reports"]
}

/** An agent from instant zero on, and what it asked of its edges, in order. */
function started({ peers = Stream.never, others, host = Stream.never }: Edges) {
  const scheduler = new HandScheduler()
  const told = scheduler.run(Queue.unbounded<DiscoveryReported, PortFailure>())
  const time = { now: instant(0), wake: () => {} }
  const asked: string[] = []
  const ask = (what: string) => Effect.sync(() => void asked.push(what))
  const edges = Layer.mergeAll(
    Layer.succeed(MonotonicClock, {
      now: () => time.now,
      sleepUntil: () => Effect.callback<void>((resume) => void (time.wake = () => resume(Effect.void))),
    }),
    Layer.succeed(DataPlane, {
      reports: peers,
      perform: ({ _tag }) => ask(_tag),
      forgetSources: ask("forget sources"),
    }),
    Layer.succeed(Discovery, { reports: others ?? Stream.fromQueue(told), publish: ({ _tag }) => ask(_tag) }),
    Layer.succeed(HostNetwork, { reports: host, route: ({ _tag }) => ask(_tag) }),
    Layer.succeed(Journal, {
      // The slowest of all, and still each waits for it.
      append: ({ _tag }) => Effect.andThen(Effect.yieldNow, ask(`recorded ${_tag}`)),
    }),
  )
  const brain = createBrain(unknownAffiliate(nodeId("a")), rules(), instant(0))
  const fiber = scheduler.fork(runAgent(brain).pipe(Effect.provide(edges)))
  scheduler.runAll()
  const offer = (report: DiscoveryReported) => void Queue.offerUnsafe(told, report)
  return { asked, brain, offer, exit: () => fiber.pollUnsafe(), fiber, scheduler, time }
}

const andNoMore = <A>(...reports: A[]) => Stream.concat(Stream.fromIterable(reports), Stream.never)

test("what follows from a report is asked for in order, each thing after the fact that it follows from", () => {
  const { asked, brain } = started({ others: andNoMore(seen(affiliate("b", "192.0.2.2:51820"))) })
  assert.deepEqual(asked, [
    "recorded AffiliateSeen",
    "recorded PeerSpecChanged",
    "ConfigurePeer",
    "Route",
    "recorded EndpointTried",
    "SetEndpoint",
    "recorded PeerRouted",
    "Route",
  ])
  assert.deepEqual(brain.mesh.peers.map(({ key }) => key), [keyOf("b")])
})

test("other addresses mean other sources, and then other news of ourselves", () => {
  const { asked } = started({ host: andNoMore(addresses(["192.0.2.1"])) })
  assert.deepEqual(asked, ["forget sources", "recorded LocalEndpointsChanged", "Publish"])
})

test("of reports that come together none is lost, and they are taken in their order", () => {
  const { brain, offer, scheduler } = started({})
  offer(seen(affiliate("b", "192.0.2.2:51820")))
  offer(seen(affiliate("c", "192.0.2.3:51820")))
  offer(seen(affiliate("b", "192.0.2.9:51820")))
  scheduler.runAll()
  assert.deepEqual(
    new Map(brain.mesh.peers.map(({ key, spec }) => [key, spec.endpoints])),
    new Map([
      [keyOf("b"), [endpoint("192.0.2.9:51820")]],
      [keyOf("c"), [endpoint("192.0.2.3:51820")]],
    ]),
  )
})

test("a pass is made when it is due, although nobody reports anything", () => {
  const { asked, brain, scheduler, time } = started({
    others: andNoMore(seen(affiliate("b", "192.0.2.2:51820", "192.0.2.3:51820"))),
  })
  asked.length = 0
  time.now = passAt(brain)
  time.wake()
  scheduler.runAll()
  assert.deepEqual(asked, ["recorded EndpointTried", "SetEndpoint"])
  assert.equal(brain.lastPassAt, time.now)
})

test("what is reported when a pass is due comes before it", () => {
  const { asked, brain, offer, scheduler, time } = started({})
  offer(seen(affiliate("b", "192.0.2.2:51820", "192.0.2.4:51820")))
  scheduler.runAll()
  asked.length = 0
  time.now = passAt(brain)
  offer(seen(affiliate("c", "192.0.2.3:51820")))
  scheduler.runAll()
  assert.equal(asked[0], "recorded AffiliateSeen")
  assert.equal(brain.lastPassAt, time.now)
})

test("an edge that is gone for good ends the agent, with what there is to be done about it", () => {
  const failure = new PortFailure({ message: "wg0 was deleted; start again" })
  for (
    const edges of [{ peers: Stream.fail(failure) }, { others: Stream.fail(failure) }, { host: Stream.fail(failure) }]
  ) {
    const exit = started(edges).exit()
    assert.ok(exit !== undefined && Exit.isFailure(exit))
    assert.equal(Cause.squash(exit.cause), failure)
  }
})

test("a bug in an edge ends the agent, and does not leave it deaf", () => {
  const bug = new Error("a bug")
  const exit = started({ peers: Stream.die(bug) }).exit()
  assert.ok(exit !== undefined && Exit.isFailure(exit))
  assert.equal(Cause.squash(exit.cause), bug)
})

test("an agent that is interrupted listens no more", () => {
  const closed: string[] = []
  const host = Stream.never.pipe(Stream.ensuring(Effect.sync(() => void closed.push("host"))))
  const { exit, fiber, scheduler } = started({ host })
  assert.equal(exit(), undefined)
  fiber.interruptUnsafe()
  scheduler.runAll()
  const ended = exit()
  assert.ok(ended !== undefined && Exit.hasInterrupts(ended))
  assert.deepEqual(closed, ["host"])
})
