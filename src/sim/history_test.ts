import assert from "node:assert/strict"
import { test } from "node:test"
import { peer } from "../../tests/harness/mesh_facts.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { History, PairHistory } from "./history.ts"

const sighting = (at: number, handshake: number) => ({
  at: instant(at),
  peer: peer("b", { lastHandshake: instant(handshake) }),
  isLocal: false,
})

test("a pair is remembered as it was at any instant", () => {
  const pair = new PairHistory()
  for (const at of [10, 20, 30]) pair.see(sighting(at, at))
  assert.equal(pair.at(instant(9)), undefined)
  assert.deepEqual([10, 15, 20, 29, 30, 99].map((at) => pair.at(instant(at))?.at), [10, 10, 20, 20, 30, 30])
})

test("of several sightings at one instant the last stays", () => {
  const pair = new PairHistory()
  pair.see(sighting(10, 1))
  pair.see(sighting(10, 2))
  assert.equal(pair.sightings.length, 1)
  assert.equal(pair.at(instant(10))?.peer.lastHandshake, 2)
})

test("drops are tallied by reason, place and destination, within bounds", () => {
  const pair = new PairHistory()
  pair.drop("nat-filtered", "home", endpoint("203.0.113.1:1"), instant(5))
  pair.drop("nat-filtered", "home", endpoint("203.0.113.1:1"), instant(9))
  pair.drop("lost", "home", endpoint("203.0.113.1:1"), instant(9))
  assert.deepEqual(pair.drops.map(({ reason, times }) => [reason, ...times]), [["nat-filtered", 5, 9], ["lost", 9]])
  for (let port = 1; port < 100; port++) pair.drop("lost", "home", endpoint(`203.0.113.1:${port}`), instant(9))
  assert.equal(pair.drops.length, 32)
})

test("each ordered pair has its own history", () => {
  const history = new History()
  assert.equal(history.pair(0, 1), history.pair(0, 1))
  assert.notEqual(history.pair(0, 1), history.pair(1, 0))
})

test("a peer that is forgotten is not known until it is seen again", () => {
  const pair = new PairHistory()
  pair.lapse(instant(5))
  assert.equal(pair.sightings.length, 0, "nothing is forgotten that was never known")
  pair.see(sighting(10, 1))
  pair.lapse(instant(20))
  pair.see(sighting(30, 3))
  assert.deepEqual([10, 19, 20, 29, 30].map((at) => pair.at(instant(at))?.at), [10, 10, undefined, undefined, 30])
  assert.deepEqual(
    [[0, 10], [0, 11], [19, 20], [20, 30], [25, 31]].map(([from = 0, until = 0]) =>
      pair.isKnownWithin({ from: instant(from), until: instant(until) })
    ),
    [false, true, true, false, true],
  )
})

test("when a node stops it knows nobody any more, and it is remembered when it ran", () => {
  const history = new History()
  history.started(0, instant(5))
  for (const to of [1, 2]) history.pair(0, to).see(sighting(10, 1))
  history.pair(1, 0).see(sighting(10, 1))
  history.stopped(0, instant(20))
  history.started(0, instant(30))
  assert.deepEqual([1, 2].map((to) => history.pair(0, to).at(instant(25))), [undefined, undefined])
  assert.equal(history.pair(1, 0).at(instant(25))?.at, 10)
  const ran = (from: number, until: number) => history.ranWithin(0, { from: instant(from), until: instant(until) })
  assert.deepEqual([ran(0, 5), ran(0, 6), ran(19, 21), ran(20, 30), ran(50, 60)], [false, true, true, false, true])
  assert.ok(!history.ranWithin(7, { from: instant(0), until: instant(99) }))
})
