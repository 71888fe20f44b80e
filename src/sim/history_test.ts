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
  assert.deepEqual(pair.drops.map(({ reason, count, lastAt }) => [reason, count, lastAt]), [
    ["nat-filtered", 2, 9],
    ["lost", 1, 9],
  ])
  for (let port = 1; port < 100; port++) pair.drop("lost", "home", endpoint(`203.0.113.1:${port}`), instant(9))
  assert.equal(pair.drops.length, 32)
})

test("each ordered pair has its own history", () => {
  const history = new History()
  assert.equal(history.pair(0, 1), history.pair(0, 1))
  assert.notEqual(history.pair(0, 1), history.pair(1, 0))
})
