/**
 * Laws of the discovery registry over random requests. A client is modelled as upstream's: the first message clears what
 * it knew, each later one adds or deletes. Limits are small, so that they are met all the time.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import type { AffiliateRecord } from "../../src/domain/discovery/registered_affiliate.ts"
import { Registry } from "../../src/domain/discovery/registry.ts"
import { type RegistryOptions, UPSTREAM_LIMITS } from "../../src/domain/discovery/registry_limits.ts"
import { REFUSAL_STATUS } from "../../src/domain/discovery/registry_refusal.ts"
import type { Watcher } from "../../src/domain/discovery/watcher.ts"
import { instant, seconds } from "../../src/domain/net/instant.ts"

const CLUSTER = "c"
const IDS = ["a", "b", "c", "d", "e"] as const
const LIMITS = { ...UPSTREAM_LIMITS, affiliatesPerCluster: 3, endpointsPerAffiliate: 2, messageBytes: 80 }

const id = fc.constantFrom(...IDS)
const bytes = fc.constantFrom("", "x", "y", "z").map((text) => new TextEncoder().encode(text))
const client = fc.nat(2)

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("update"),
      id,
      data: bytes,
      endpoints: fc.array(bytes, { maxLength: 4 }),
      ttlS: fc.integer({ min: -1, max: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove"), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("collect") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait"), s: fc.nat(6) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("take"), client, most: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("watch"), client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reload") }) },
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const actions = fc.array(action, { maxLength: 80, size: "max" })
const options = fc.record({
  limits: fc.constant(LIMITS),
  whenFull: fc.constantFrom<RegistryOptions["whenFull"][]>("refuse", "evict-oldest"),
})

/** A subscriber with what it believes. */
class Client {
  readonly view = new Map<string, AffiliateRecord>()
  readonly #watcher: Watcher
  #messages = 0
  calls = 0

  constructor(registry: Registry) {
    this.#watcher = Result.getOrThrow(registry.watch(CLUSTER, () => void this.calls++))
  }

  get pending(): number {
    return this.#watcher.pending
  }

  /** False if there was nothing to take. */
  take(list: readonly AffiliateRecord[], most?: number): boolean {
    const message = this.#watcher.take(most)
    assert.ok(message !== undefined || this.#messages > 0, "the first message always comes")
    if (message === undefined) return false
    assert.equal(message.isSnapshot, this.#messages++ === 0)
    assert.ok(message.isSnapshot || message.affiliates.length > 0, "only a snapshot may be empty")
    assert.ok(message.affiliates.length <= (most ?? Number.POSITIVE_INFINITY))
    for (const told of message.affiliates) {
      if (message.deleted) {
        assert.ok(!list.some(({ id }) => id === told.id), "no affiliate that lives is called deleted")
        assert.ok(this.view.delete(told.id), "only what was told of is called deleted")
      } else {
        assert.ok(list.includes(told), "what is told is how it is now")
        assert.notEqual(this.view.get(told.id), told, "nothing is told twice")
        this.view.set(told.id, told)
      }
    }
    return true
  }

  close(): void {
    this.#watcher.close()
  }
}

class Run {
  registry: Registry
  clients: Client[]
  readonly #options: RegistryOptions
  now = instant(0)

  constructor(options: RegistryOptions) {
    this.#options = options
    this.registry = new Registry(options)
    this.clients = [0, 1, 2].map(() => new Client(this.registry))
  }

  get list(): readonly AffiliateRecord[] {
    return Result.getOrThrow(this.registry.list(CLUSTER))
  }

  perform(action: Action): void {
    switch (action.kind) {
      case "update": {
        const { id: affiliateId, data, endpoints, ttlS } = action
        const request = { clusterId: CLUSTER, affiliateId, data, endpoints, ttl: seconds(ttlS) }
        const answer = this.registry.update(request, this.now)
        if (Result.isFailure(answer)) assert.equal(REFUSAL_STATUS[answer.failure].code, "RESOURCE_EXHAUSTED")
        return
      }
      case "remove":
        return assert.ok(Result.isSuccess(this.registry.remove(CLUSTER, action.id)))
      case "collect":
        return void this.registry.collect(this.now)
      case "wait":
        this.now = instant(this.now + seconds(action.s))
        return
      case "take":
        return void this.clients[action.client]?.take(this.list, action.most)
      case "watch":
        this.clients[action.client]?.close()
        this.clients[action.client] = new Client(this.registry)
        return
      case "reload":
        return this.#reload()
    }
  }

  drain(): void {
    for (const client of this.clients) while (client.take(this.list));
  }

  /** Another registry with the same memory, to which all clients connect anew. */
  #reload(): void {
    const loaded = new Registry(this.#options)
    const skipped = loaded.import(this.registry.export(this.now), this.now)
    assert.deepEqual(skipped, { clusters: 0, affiliates: 0, endpoints: 0 })
    assert.deepEqual(Result.getOrThrow(loaded.list(CLUSTER)), this.list)
    this.registry = loaded
    this.clients = [0, 1, 2].map(() => new Client(loaded))
  }
}

function forAll(law: (run: Run, actions: readonly Action[]) => void): void {
  fc.assert(fc.property(options, actions, (options, actions) => law(new Run(options), actions)), { numRuns: 300 })
}

const byId = (a: AffiliateRecord, b: AffiliateRecord) => (a.id < b.id ? -1 : 1)

test("a watcher that takes at arbitrary moments ends with what the list says", () => {
  forAll((run, actions) => {
    for (const one of actions) run.perform(one)
    run.drain()
    for (const { view, pending } of run.clients) {
      assert.equal(pending, 0)
      assert.deepEqual([...view.values()].toSorted(byId), run.list.toSorted(byId))
    }
  })
})

test("what a watcher has yet to be told is no more than what it believes and what there is", () => {
  forAll((run, actions) => {
    for (const one of actions) {
      run.perform(one)
      const ids = run.list.map(({ id }) => id)
      for (const { view, pending } of run.clients) assert.ok(pending <= new Set([...ids, ...view.keys()]).size)
    }
  })
})

test("a watcher that found nothing is called exactly when there is something again", () => {
  forAll((run, actions) => {
    run.drain()
    for (const one of actions) {
      if (one.kind === "watch" || one.kind === "reload") continue
      const before = run.clients.map(({ calls, pending }) => ({ calls, pending }))
      run.perform(one)
      for (const [i, { calls, pending }] of run.clients.entries()) {
        const known = before[i] ?? { calls: 0, pending: 0 }
        assert.equal(calls - known.calls, known.pending === 0 && pending > 0 ? 1 : 0)
      }
    }
  })
})

test("no sequence of requests goes beyond a limit", () => {
  forAll((run, actions) => {
    for (const one of actions) {
      run.perform(one)
      assert.ok(run.list.length <= LIMITS.affiliatesPerCluster)
      for (const { endpoints } of run.list) {
        assert.ok(endpoints.length <= LIMITS.endpointsPerAffiliate)
        assert.ok(endpoints.every((endpoint) => endpoint.length > 0))
        assert.equal(new Set(endpoints.map((endpoint) => endpoint.join())).size, endpoints.length)
      }
    }
  })
})

test("an export loaded at once is the same list, and stays it for as long as whole seconds pass", () => {
  forAll((run, actions) => {
    for (const one of actions) if (one.kind !== "reload") run.perform(one)
    const loaded = new Registry({ limits: LIMITS })
    loaded.import(run.registry.export(run.now), run.now)
    for (let second = 0; second < 9; second++) {
      assert.deepEqual(Result.getOrThrow(loaded.list(CLUSTER)), run.list)
      const now = instant(run.now + seconds(second))
      loaded.collect(now)
      run.registry.collect(now)
    }
    assert.deepEqual(run.list, [], "nothing outlives its time")
  })
})

test("without updates nothing changes but by removal and collection", () => {
  forAll((run, actions) => {
    for (const one of actions) {
      const before = run.list
      run.perform(one)
      if (one.kind === "wait" || one.kind === "take" || one.kind === "watch") assert.deepEqual(run.list, before)
      if (one.kind === "collect") assert.ok(run.list.every(({ id }) => before.some((record) => record.id === id)))
    }
  })
})
