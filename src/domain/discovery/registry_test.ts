import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { instant, minutes, seconds } from "../net/instant.ts"
import { Registry } from "./registry.ts"
import { REFUSAL_STATUS } from "./registry_refusal.ts"
import type { UpdateRequest } from "./registry_request.ts"
import type { WatchMessage } from "./watch_message.ts"

const at = (second: number) => instant(second * 1_000_000)
const bytes = (...values: number[]) => Uint8Array.from(values)

const request = (change: Partial<UpdateRequest> = {}): UpdateRequest => ({
  clusterId: "c",
  affiliateId: "a",
  data: bytes(1),
  endpoints: [],
  ttl: minutes(30),
  ...change,
})

/** The status with which an answer goes over the wire. */
function status(answer: Result.Result<unknown, keyof typeof REFUSAL_STATUS>): string {
  if (Result.isSuccess(answer)) return "OK"
  const { code, message } = REFUSAL_STATUS[answer.failure]
  return `${code} ${message}`
}

const idsIn = (registry: Registry, clusterId = "c") =>
  Result.getOrThrow(registry.list(clusterId)).map(({ id }) => id).join("")

test("clusters know nothing of each other", () => {
  const registry = new Registry()
  registry.update(request(), at(0))
  registry.update(request({ clusterId: "d", affiliateId: "b" }), at(0))
  assert.equal(idsIn(registry), "a")
  assert.equal(idsIn(registry, "d"), "b")
  registry.remove("d", "a")
  assert.equal(idsIn(registry), "a")
})

// spec/discovery.md 1.3.
test("every call checks its ids", () => {
  const registry = new Registry()
  const long = "x".repeat(257)
  const none = "INVALID_ARGUMENT cluster ID can't be empty"
  assert.equal(status(registry.update(request({ clusterId: "" }), at(0))), none)
  assert.equal(status(registry.remove("", "")), none)
  assert.equal(status(registry.list("")), none)
  assert.equal(status(registry.watch("", () => {})), none)
  assert.equal(status(registry.list(long)), "INVALID_ARGUMENT cluster ID is too long")
  assert.equal(status(registry.watch(long, () => {})), "INVALID_ARGUMENT cluster ID is too long")
  assert.equal(status(registry.remove("c", "")), "INVALID_ARGUMENT affiliate ID can't be empty")
  assert.equal(status(registry.remove("c", long)), "INVALID_ARGUMENT affiliate ID is too long")
  assert.equal(status(registry.update(request({ ttl: minutes(31) }), at(0))), "INVALID_ARGUMENT ttl is too large")
  assert.equal(registry.stats().clusters, 0, "what is refused leaves nothing behind")
})

// spec/discovery.md 3.1, 3.2.
test("a cluster takes 1024 affiliates and an affiliate 64 endpoints", () => {
  const registry = new Registry()
  for (let i = 0; i < 1024; i++) {
    assert.equal(status(registry.update(request({ affiliateId: `${i}` }), at(0))), "OK")
  }
  assert.equal(status(registry.update(request(), at(0))), "RESOURCE_EXHAUSTED too many affiliates in the cluster")
  const sixtyFive = Array.from({ length: 65 }, (_, i) => bytes(i))
  const full = "RESOURCE_EXHAUSTED too many endpoints in the affiliate"
  assert.equal(status(registry.update(request({ affiliateId: "7", endpoints: sixtyFive }), at(0))), full)
  assert.deepEqual(registry.stats(), { clusters: 1, affiliates: 1024, endpoints: 64, subscriptions: 0 })
})

test("a registry may be told to evict instead", () => {
  const registry = new Registry({ whenFull: "evict-oldest" })
  const sixtyFive = Array.from({ length: 65 }, (_, i) => bytes(i))
  assert.equal(status(registry.update(request({ endpoints: sixtyFive }), at(0))), "OK")
  assert.deepEqual(Result.getOrThrow(registry.list("c"))[0]?.endpoints, sixtyFive.slice(1))
})

test("removing is done as well where there is nothing, and creates nothing", () => {
  const registry = new Registry()
  assert.equal(status(registry.remove("c", "a")), "OK")
  assert.equal(idsIn(registry), "")
  assert.equal(registry.stats().clusters, 0)
})

// spec/discovery.md 3.3, and the counts of its 3.7.
test("a collection tells what it removed and what is left", () => {
  const registry = new Registry()
  registry.update(request({ endpoints: [bytes(1)] }), at(0))
  registry.update(request({ affiliateId: "b", ttl: seconds(10) }), at(0))
  registry.update(request({ clusterId: "d", ttl: seconds(10) }), at(0))
  registry.watch("c", () => {})
  assert.deepEqual(registry.collect(at(10)), {
    removedClusters: 1,
    removedAffiliates: 2,
    clusters: 1,
    affiliates: 1,
    endpoints: 1,
    subscriptions: 1,
  })
})

test("a cluster stays while it has an affiliate or a watcher", () => {
  const registry = new Registry()
  const watcher = Result.getOrThrow(registry.watch("c", () => {}))
  assert.equal(registry.collect(at(0)).removedClusters, 0)
  registry.update(request(), at(0))
  watcher.close()
  assert.equal(registry.collect(at(0)).removedClusters, 0)
  registry.remove("c", "a")
  assert.equal(registry.stats().clusters, 1)
  assert.equal(registry.collect(at(0)).removedClusters, 1)
})

test("updates, removals, collections and imports are news", () => {
  const registry = new Registry()
  const told: (WatchMessage | undefined)[] = []
  const watcher = Result.getOrThrow(registry.watch("c", () => void told.push(watcher.take())))
  watcher.take()
  registry.update(request({ ttl: seconds(5) }), at(0))
  registry.update(request({ affiliateId: "b" }), at(0))
  registry.remove("c", "b")
  const snapshot = registry.export(at(0))
  registry.collect(at(5))
  registry.import(snapshot, at(6))
  const summary = told.map((message) => `${message?.deleted ? "-" : "+"}${message?.affiliates[0]?.id}`)
  assert.deepEqual(summary, ["+a", "+b", "-b", "-a", "+a"])
})

test("a change from within the news of another comes out right", () => {
  const registry = new Registry()
  const first = Result.getOrThrow(registry.watch("c", () => void registry.remove("c", "a")))
  const second = Result.getOrThrow(registry.watch("c", () => {}))
  first.take()
  second.take()
  registry.update(request(), at(0))
  assert.equal(second.take(), undefined)
  assert.equal(idsIn(registry), "")
})

// spec/discovery.md 1.1: grpc-go's clients receive at most 4 MiB, and the largest cluster is larger.
test("the snapshot of the largest cluster comes in parts that every client takes", () => {
  const registry = new Registry()
  const data = new Uint8Array(2048).fill(7)
  const endpoints = Array.from({ length: 64 }, (_, i) => new Uint8Array(32).fill(i))
  for (let i = 0; i < 1024; i++) {
    const affiliateId = `${i}`.padStart(256, "x")
    assert.equal(status(registry.update(request({ affiliateId, data, endpoints }), at(0))), "OK")
  }
  const watcher = Result.getOrThrow(registry.watch("c", () => {}))
  // Tag and length of one or two bytes at each field: 3 + (3 + 256) + (3 + 2048) + 64 * (2 + 32).
  const affiliateBytes = 3 + 259 + 2051 + 64 * 34
  let [messages, affiliates] = [0, 0]
  for (let message = watcher.take(); message !== undefined; message = watcher.take()) {
    assert.equal(message.isSnapshot, messages === 0)
    assert.ok(message.affiliates.length * affiliateBytes < 4_194_304 / 2)
    messages++
    affiliates += message.affiliates.length
  }
  assert.equal(affiliates, 1024)
  assert.ok(messages < 8, "and not in more than needed")
})

// spec/discovery.md 3.6.
test("an export has what was left of each life in whole seconds, and no empty cluster", () => {
  const registry = new Registry()
  registry.update(request({ endpoints: [bytes(1)], ttl: seconds(100) }), at(0))
  registry.update(request({ data: bytes(), endpoints: [bytes(2)], ttl: seconds(200) }), at(0))
  registry.watch("d", () => {})
  assert.deepEqual(registry.export(instant(30_500_000)), {
    clusters: [{
      id: "c",
      affiliates: [{
        id: "a",
        data: bytes(1),
        endpoints: [{ data: bytes(1), ttl: seconds(69) }, { data: bytes(2), ttl: seconds(169) }],
        ttl: seconds(169),
      }],
    }],
  })
})

test("an import leaves out what breaks the limits and counts it", () => {
  const registry = new Registry()
  const affiliate = (id: string, ...endpoints: Uint8Array[]) => ({
    id,
    data: bytes(1),
    endpoints: endpoints.map((data) => ({ data, ttl: seconds(5) })),
    ttl: seconds(10),
  })
  const skipped = registry.import({
    clusters: [
      { id: "", affiliates: [affiliate("a"), affiliate("b")] },
      { id: "c", affiliates: [affiliate("a", bytes(1), bytes()), affiliate(""), affiliate("a")] },
      { id: "c", affiliates: [affiliate("b", new Uint8Array(33), bytes(2))] },
    ],
  }, at(100))
  assert.deepEqual(skipped, { clusters: 1, affiliates: 2, endpoints: 2 })
  assert.deepEqual(registry.stats(), { clusters: 1, affiliates: 2, endpoints: 2, subscriptions: 0 })
  assert.equal(registry.collect(at(105)).endpoints, 0, "the time to live starts with the import")
  assert.equal(registry.collect(at(110)).affiliates, 0)
})
