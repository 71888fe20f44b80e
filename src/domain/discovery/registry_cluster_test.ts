import assert from "node:assert/strict"
import { test } from "node:test"
import { instant, seconds } from "../net/instant.ts"
import { RegistryCluster } from "./registry_cluster.ts"
import { UPSTREAM_LIMITS, UPSTREAM_OPTIONS } from "./registry_limits.ts"
import type { Watcher } from "./watcher.ts"

const at = (second: number) => instant(second * 1_000_000)
const bytes = (...values: number[]) => Uint8Array.from(values)

interface Change {
  readonly data?: Uint8Array
  readonly endpoints?: readonly Uint8Array[]
  readonly ttlS?: number
}

function update(cluster: RegistryCluster, affiliateId: string, change: Change = {}, second = 0) {
  const { data = bytes(1), endpoints = [], ttlS = 60 } = change
  return cluster.update({ clusterId: cluster.id, affiliateId, data, endpoints, ttl: seconds(ttlS) }, at(second))
}

const newCluster = (affiliatesPerCluster = 1024) =>
  new RegistryCluster("c", { ...UPSTREAM_OPTIONS, limits: { ...UPSTREAM_LIMITS, affiliatesPerCluster } })

/** A watcher that has taken its snapshot. */
function watching(cluster: RegistryCluster, onNews: () => void = () => {}): Watcher {
  const watcher = cluster.watch(onNews)
  watcher.take()
  return watcher
}

test("a delta tells the whole affiliate", () => {
  const cluster = newCluster()
  update(cluster, "a", { endpoints: [bytes(1)] })
  const watcher = watching(cluster)
  update(cluster, "a", { data: bytes(), endpoints: [bytes(2)] })
  const record = { id: "a", data: bytes(1), endpoints: [bytes(1), bytes(2)] }
  assert.deepEqual(watcher.take(), { isSnapshot: false, affiliates: [record], deleted: false })
  assert.deepEqual(cluster.list(), [record])
})

// spec/discovery.md 8.3: unchanged data is not told again.
test("a refresh that changes nothing is not told", () => {
  const cluster = newCluster()
  update(cluster, "a", { endpoints: [bytes(1)] })
  const watcher = watching(cluster)
  update(cluster, "a", { endpoints: [bytes(1), bytes()] }, 30)
  assert.equal(watcher.pending, 0)
  cluster.collect(at(60))
  assert.equal(cluster.affiliateCount, 1, "and yet it extends the life")
})

// spec/discovery.md 3.2.
test("what a refused update applied is told", () => {
  const cluster = newCluster()
  const watcher = watching(cluster)
  const sixtyFive = Array.from({ length: 65 }, (_, i) => bytes(i))
  assert.equal(update(cluster, "a", { endpoints: sixtyFive }), "too-many-endpoints")
  assert.deepEqual(watcher.take()?.affiliates[0]?.endpoints, sixtyFive.slice(0, 64))
})

test("of an affiliate too many nothing is stored; those that are there can be updated", () => {
  const cluster = newCluster(2)
  update(cluster, "a")
  update(cluster, "b")
  const watcher = watching(cluster)
  assert.equal(update(cluster, "c"), "too-many-affiliates")
  assert.equal(cluster.affiliateCount, 2)
  assert.equal(watcher.pending, 0)
  assert.equal(update(cluster, "b", { data: bytes(2) }), undefined)
})

test("a removal is told once", () => {
  const cluster = newCluster()
  update(cluster, "a")
  const watcher = watching(cluster)
  cluster.remove("a")
  cluster.remove("a")
  assert.deepEqual(watcher.take(), {
    isSnapshot: false,
    affiliates: [{ id: "a", data: bytes(), endpoints: [] }],
    deleted: true,
  })
  assert.equal(watcher.take(), undefined)
})

// spec/discovery.md 3.3.
test("what is over stays until it is collected", () => {
  const cluster = newCluster()
  update(cluster, "a", { ttlS: 0 })
  update(cluster, "b", { ttlS: 10 })
  const watcher = watching(cluster)
  assert.equal(cluster.list().length, 2)
  cluster.collect(at(0))
  assert.deepEqual(cluster.list().map(({ id }) => id), ["b"])
  assert.deepEqual(watcher.take()?.affiliates.map(({ id }) => id), ["a"])
  cluster.collect(at(9))
  assert.equal(cluster.affiliateCount, 1)
  cluster.collect(at(10))
  assert.equal(cluster.affiliateCount, 0)
})

// Upstream calls the affiliate deleted (spec/discovery.md 3.3); 8.3 says what to do instead.
test("an affiliate that lost some endpoints is told as it is now", () => {
  const cluster = newCluster()
  update(cluster, "a", { endpoints: [bytes(1)], ttlS: 60 })
  update(cluster, "a", { data: bytes(), endpoints: [bytes(2)], ttlS: 10 })
  const watcher = watching(cluster)
  cluster.collect(at(10))
  const record = { id: "a", data: bytes(1), endpoints: [bytes(1)] }
  assert.deepEqual(watcher.take(), { isSnapshot: false, affiliates: [record], deleted: false })
})

test("watchers are called when all of them know, also if one answers with a change", () => {
  const cluster = newCluster()
  const first = watching(cluster, () => {
    cluster.remove("a")
    cluster.ring()
  })
  const second = watching(cluster)
  update(cluster, "a")
  cluster.ring()
  assert.equal(first.take(), undefined)
  assert.equal(second.take(), undefined)
  assert.equal(cluster.affiliateCount, 0)
})

test("a watcher that closes is called no more and not counted", () => {
  const cluster = newCluster()
  const calls: string[] = []
  const second: Watcher[] = []
  watching(cluster, () => {
    calls.push("first")
    for (const watcher of second) watcher.close()
  })
  second.push(watching(cluster, () => void calls.push("second")))
  assert.equal(cluster.watcherCount, 2)
  update(cluster, "a")
  cluster.ring()
  assert.deepEqual(calls, ["first"])
  assert.equal(cluster.watcherCount, 1)
})

test("an import adds what is not there and tells of it", () => {
  const cluster = newCluster(2)
  update(cluster, "a", { data: bytes(1) })
  const watcher = watching(cluster)
  const snapshot = (id: string, dataBytes = 1) => ({
    id,
    data: new Uint8Array(dataBytes).fill(9),
    endpoints: [{ data: bytes(1), ttl: seconds(5) }, { data: bytes(1), ttl: seconds(5) }],
    ttl: seconds(20),
  })
  assert.equal(cluster.import(snapshot("a"), at(0)), undefined, "it is there already")
  assert.equal(cluster.import(snapshot("b", 2049), at(0)), undefined, "its data is too big")
  assert.equal(cluster.import(snapshot(""), at(0)), undefined, "it has no id")
  assert.equal(cluster.import({ ...snapshot("b"), ttl: seconds(1801) }, at(0)), undefined, "it lives too long")
  assert.equal(cluster.import(snapshot("b"), at(0)), 1)
  assert.equal(cluster.import(snapshot("c"), at(0)), undefined, "the cluster is full")
  assert.deepEqual(watcher.take()?.affiliates, [{ id: "b", data: bytes(9), endpoints: [bytes(1)] }])
  assert.deepEqual(cluster.list()[0]?.data, bytes(1))
})
