import assert from "node:assert/strict"
import { test } from "node:test"
import type { UpdateRequest } from "../../domain/discovery/registry_request.ts"
import { instant, millis, minutes } from "../../domain/net/instant.ts"
import { Service } from "./service.ts"

const now = instant(0)

const start = (): Service => new Service({ name: "x", latency: millis(20), isUp: true, redirect: "y" })

const update = (affiliateId: string, change: Partial<UpdateRequest> = {}): UpdateRequest => ({
  clusterId: "c",
  affiliateId,
  data: Uint8Array.of(1),
  endpoints: [],
  ttl: minutes(30),
  ...change,
})

/** Ids of what the session has yet to be told, message by message. */
const taken = (service: Service, session = 1): readonly string[] =>
  Array.from(service.take(session), ({ isSnapshot, deleted, affiliates }) => {
    const sign = isSnapshot ? "=" : deleted ? "-" : "+"
    return sign + affiliates.map(({ id }) => id).join()
  })

const watched = (service: Service, session = 1): string[] => {
  const calls: string[] = []
  service.watch(session, "c", () => void calls.push(`news for ${session}`))
  return calls
}

test("a service is what its profile says", () => {
  const { name, latency, isUp, redirect } = start()
  assert.deepEqual([name, latency, isUp, redirect], ["x", 20_000, true, "y"])
})

test("a watcher takes all that there is first, without being called, then what changes, called once for it", () => {
  const service = start()
  service.update([update("a")], now)
  const calls = watched(service)
  assert.deepEqual([taken(service), taken(service), calls], [["=a"], [], []])
  service.update([update("b"), update("c")], now)
  service.update([update("d")], now)
  assert.deepEqual([calls, taken(service)], [["news for 1"], ["+b,c,d"]])
})

test("another cluster's affair is nobody's", () => {
  const service = start()
  const calls = watched(service)
  taken(service)
  service.update([update("a", { clusterId: "other" })], now)
  assert.deepEqual([calls, taken(service)], [[], []])
})

test("what a service refuses it leaves out, and takes the rest", () => {
  const service = start()
  watched(service)
  service.update([update("a", { data: new Uint8Array(2049) }), update(""), update("b")], now)
  assert.deepEqual(taken(service), ["=b"])
})

test("what is over is told at the next look", () => {
  const service = start()
  service.update([update("a")], now)
  const calls = watched(service)
  taken(service)
  service.collect(instant(minutes(30) - 1))
  assert.deepEqual([calls, taken(service)], [[], []])
  service.collect(instant(minutes(30)))
  assert.deepEqual([calls, taken(service)], [["news for 1"], ["-a"]])
})

test("whoever watches again begins anew, and is called for the new watch alone", () => {
  const service = start()
  const old = watched(service)
  taken(service)
  const current = watched(service)
  service.update([update("a")], now)
  assert.deepEqual(taken(service), ["=a"])
  service.update([update("b")], now)
  assert.deepEqual([old, current], [[], ["news for 1"]])
})

test("whoever no longer watches takes nothing and is not called, and others do not notice", () => {
  const service = start()
  const [one, two] = [watched(service, 1), watched(service, 2)]
  taken(service, 1)
  taken(service, 2)
  service.unwatch(1)
  service.unwatch(9)
  service.update([update("a")], now)
  assert.deepEqual([one, two], [[], ["news for 2"]])
  assert.deepEqual([taken(service, 1), taken(service, 2), taken(service, 9)], [[], ["+a"], []])
})

test("a cut ends every watch and keeps what is known; forgetting does both", () => {
  const service = start()
  service.update([update("a")], now)
  for (const [end, known] of [[() => service.cut(), "=a"], [() => service.forget(), "="]] as const) {
    const calls = [watched(service, 1), watched(service, 2)]
    end()
    service.update([], now)
    assert.deepEqual([taken(service, 1), taken(service, 2), calls.flat()], [[], [], []])
    watched(service)
    assert.deepEqual(taken(service), [known])
  }
})
