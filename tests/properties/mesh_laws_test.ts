import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { type Assertion, mergeAssertions, withAssertion } from "../../src/domain/discovery/assertion.ts"
import { mergeAffiliate } from "../../src/domain/discovery/merge_affiliate.ts"
import { readConfig } from "../../src/domain/mesh/config/read_config.ts"
import { decide } from "../../src/domain/mesh/decide.ts"
import type { Event } from "../../src/domain/mesh/event.ts"
import { evolve, fold, initial } from "../../src/domain/mesh/evolve.ts"
import { decodeEvent, encodeEvent } from "../../src/domain/mesh/journal.ts"
import type { KubeSpanOptions } from "../../src/domain/mesh/kubespan_options.ts"
import { react } from "../../src/domain/mesh/react.ts"
import type { MeshState } from "../../src/domain/mesh/state.ts"
import { routedNetworks } from "../../src/domain/mesh/steering.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { addressSet, contestedSets, overlaps, prefixSet, union } from "../../src/domain/net/prefix_set.ts"
import { identityDocument, kubespanDocument, serviceDocument } from "../harness/configs.ts"
import { anyAffiliate, anyHistory, anyObservation, anyOptions, SOURCES } from "../harness/mesh_arbitraries.ts"
import { rules, seen } from "../harness/mesh_facts.ts"

type History = typeof anyHistory extends fc.Arbitrary<infer Value> ? Value : never

/** The log that a node with these options would keep, and every state on the way. */
function live(history: History, options: KubeSpanOptions): { log: Event[]; states: MeshState[] } {
  const log: Event[] = []
  const states: MeshState[] = [initial]
  let [state, seconds] = [initial, 1]
  for (const { observation, wait } of history) {
    seconds += wait
    for (const event of decide(state, observation, rules(options), instant(seconds * 1_000_000))) {
      log.push(event)
      state = evolve(state, event)
      react(state, event)
    }
    states.push(state)
  }
  return { log, states }
}

const holds = (law: (history: History, options: KubeSpanOptions) => void) =>
  fc.assert(fc.property(anyHistory, anyOptions, law), { numRuns: 300 })

const ascends = (keys: readonly string[]): boolean => keys.every((key, i) => i === 0 || (keys[i - 1] ?? "") < key)

test("the fold of any prefix of a log is a valid state", () => {
  holds((history, options) => {
    const { log } = live(history, options)
    let state = initial
    for (const event of log) {
      state = evolve(state, event)
      assert.ok(ascends(state.affiliates.map(({ key }) => key)) && ascends(state.peers.map(({ key }) => key)))
      assert.ok(
        state.affiliates.every(({ key, assertions, affiliate }) => assertions.length > 0 && affiliate.nodeId === key),
      )
      assert.ok(state.peers.every(({ key, spec }) => spec.peer === key))
    }
    assert.deepEqual(state, fold(log))
  })
})

test("nothing that can be observed makes a decision fail, whatever the options, and none is taken twice", () => {
  holds((history, options) => {
    const { states } = live(history, options)
    const [state] = states.slice(-1)
    assert.ok(state)
    const now = instant(1_000_000_000_000)
    for (const { observation } of history) {
      const first = decide(state, observation, rules(options), now)
      const after: MeshState = first.reduce(evolve, state)
      assert.deepEqual(decide(after, observation, rules(options), now), [])
    }
  })
})

const anyFilterText = fc.constantFrom(
  "0.0.0.0/0",
  "!10.0.0.0/29",
  "10.0.0.0/28",
  "2001:db8::/32",
  "::1",
  "!10",
  "1.2.3",
)
const anyDocument = fc.record({
  mtu: fc.constantFrom(0, 1279, 1280, 1420, 9000),
  harvestExtraEndpoints: fc.boolean(),
  allowDownPeerBypass: fc.boolean(),
  advertiseKubernetesNetworks: fc.boolean(),
  filters: fc.record({
    endpoints: fc.array(anyFilterText, { maxLength: 3 }),
    peerEndpoints: fc.array(anyFilterText, { maxLength: 3 }),
    excludeAdvertisedNetworks: fc.array(fc.constantFrom("0.0.0.0/0", "10.0.0.0/30", "x"), { maxLength: 2 }),
  }, { requiredKeys: [] }),
}, { requiredKeys: [] })

test("a configuration that validates never makes a decision fail", () => {
  let [valid, refused] = [0, 0]
  fc.assert(
    fc.property(anyDocument, anyHistory, (fields, history) => {
      const read = readConfig([kubespanDocument(fields), identityDocument(), serviceDocument()])
      if (Result.isFailure(read)) return void refused++
      assert.ok(read.success)
      valid++
      live(history, read.success.kubespan)
    }),
    { numRuns: 300 },
  )
  assert.ok(valid > 30 && refused > 30, `${valid} valid, ${refused} refused`)
})

test("no two peers have an address in common, and none has one of ours", () => {
  holds((history, options) => {
    for (const { peers, addresses, networks } of live(history, options).states) {
      const sets = peers.map(({ spec }) => prefixSet(spec.allowedIps))
      assert.deepEqual([...contestedSets(sets)], [])
      const ours = union(addressSet([...addresses, rules().meshAddress]), prefixSet(networks))
      assert.ok(!peers.some((peer) => overlaps(prefixSet([...peer.spec.allowedIps, ...routedNetworks(peer)]), ours)))
    }
  })
})

test("affiliates make one state in whatever order and however often they come", () => {
  const cluster = fc.uniqueArray(anyAffiliate({ isHonest: true }), { selector: ({ nodeId }) => nodeId, maxLength: 6 })
  const shuffled = cluster.chain((affiliates) =>
    fc.tuple(
      fc.constant(affiliates),
      fc.shuffledSubarray([...affiliates, ...affiliates], { minLength: 2 * affiliates.length }),
    )
  )
  const told = (affiliates: Parameters<typeof seen>, options: KubeSpanOptions, at: number) =>
    affiliates.reduce<MeshState>(
      (state, one) => decide(state, seen(one), rules(options), instant(at)).reduce(evolve, state),
      initial,
    )
  fc.assert(fc.property(shuffled, anyOptions, ([affiliates, inDisorder], options) => {
    assert.deepEqual(told(inDisorder, options, 7), told(affiliates, options, 7))
  }))
})

const anyAssertion: fc.Arbitrary<Assertion> = fc.record({
  source: fc.constantFrom(...SOURCES),
  seenAt: fc.integer({ min: 0, max: 3 }).map(instant),
  affiliate: anyAffiliate({ isHonest: true }).map((one) => ({ ...one, nodeId: rules().localId })),
})

test("what several sources say is one thing in whatever order it is heard, and saying it again changes nothing", () => {
  const assertions = fc.uniqueArray(anyAssertion, { selector: ({ source }) => source, minLength: 1, maxLength: 3 })
  const shuffled = assertions.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }))
  )
  const heard = (all: readonly Assertion[]) => mergeAssertions(all.reduce<readonly Assertion[]>(withAssertion, []))
  fc.assert(fc.property(shuffled, ([all, again]) => assert.deepEqual(heard(again), heard(all))))
})

test("merging is associative, and merging a thing with itself changes nothing", () => {
  const any = anyAffiliate({ isHonest: true })
  fc.assert(fc.property(any, any, any, (a, b, c) => {
    assert.deepEqual(mergeAffiliate(mergeAffiliate(a, b), c), mergeAffiliate(a, mergeAffiliate(b, c)))
  }))
  fc.assert(fc.property(any, (a) => {
    const once = mergeAffiliate(a, a)
    assert.deepEqual(mergeAffiliate(once, a), once)
  }))
})

test("a journal survives being written and read", () => {
  holds((history, options) => {
    const { log, states } = live(history, options)
    const read = log.map((event) => Result.getOrThrow(decodeEvent(encodeEvent(event))))
    assert.deepEqual(read, log)
    assert.deepEqual(fold(read), states.at(-1))
  })
})

test("a single observation leads where its events lead, from any state", () => {
  fc.assert(fc.property(anyHistory, anyObservation, anyOptions, (history, observation, options) => {
    const [state] = live(history, options).states.slice(-1)
    assert.ok(state)
    const events = decide(state, observation, rules(options), instant(1e12))
    assert.ok(events.every(({ at }) => at === 1e12))
    assert.deepEqual(fold(events, state), events.reduce(evolve, state))
  }))
})
