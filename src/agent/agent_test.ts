import assert from "node:assert/strict"
import { test } from "node:test"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { HandScheduler } from "../../tests/harness/hand_scheduler.ts"
import { addresses, affiliate, keyOf, nodeId, rules, seen } from "../../tests/harness/mesh_facts.ts"
import { unknownAffiliate } from "../domain/discovery/affiliate.ts"
import { createBrain } from "../domain/mesh/brain.ts"
import { instant } from "../domain/net/instant.ts"
import { runAgent } from "./agent.ts"
import { DataPlane, Discovery, HostNetwork, Journal, MonotonicClock, PortFailure } from "./ports.ts"

interface Edges {
  readonly peers?: DataPlane["Service"]["reports"]
  readonly others?: Discovery["Service"]["reports"]
  readonly host?: HostNetwork["Service"]["reports"]
}

/** An agent at instant zero, and what it asked of its edges, in order. */
function started({ peers = Stream.never, others = Stream.never, host = Stream.never }: Edges) {
  const asked: string[] = []
  const ask = (what: string) => Effect.sync(() => void asked.push(what))
  const edges = Layer.mergeAll(
    Layer.succeed(MonotonicClock, { now: () => instant(0), sleepUntil: () => Effect.never }),
    Layer.succeed(DataPlane, {
      reports: peers,
      perform: ({ _tag }) => ask(_tag),
      forgetSources: ask("forget sources"),
    }),
    Layer.succeed(Discovery, { reports: others, publish: ({ _tag }) => ask(_tag) }),
    Layer.succeed(HostNetwork, { reports: host, route: ({ _tag }) => ask(_tag) }),
    Layer.succeed(Journal, { append: ({ _tag }) => ask(`recorded ${_tag}`) }),
  )
  const scheduler = new HandScheduler()
  const brain = createBrain(unknownAffiliate(nodeId("a")), rules(), instant(0))
  const fiber = scheduler.fork(runAgent(brain).pipe(Effect.provide(edges)))
  scheduler.runAll()
  return { asked, brain, exit: () => fiber.pollUnsafe(), fiber, scheduler }
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
