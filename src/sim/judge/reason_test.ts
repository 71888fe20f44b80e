import assert from "node:assert/strict"
import { test } from "node:test"
import { peer } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { PairHistory } from "../history.ts"
import { reasonFor } from "./reason.ts"

const possible = { canConnect: true } as const
const known = (): PairHistory => {
  const pair = new PairHistory()
  pair.see({ at: instant(1), peer: peer("b"), isLocal: false })
  return pair
}

test("a reason has what is known of the devices, then what became of the packets, latest first", () => {
  const pair = known()
  pair.drop("no-route", "internet", endpoint("192.168.1.2:51820"), instant(5))
  for (let i = 0; i < 4; i++) pair.drop("nat-filtered", "home", endpoint("203.0.113.1:51820"), instant(9))
  assert.equal(
    reasonFor(pair, { canConnect: false, why: "It is hopeless" }),
    "It is hopeless. 4 to 203.0.113.1:51820: its host has not called the sender, says home; " +
      "1 to 192.168.1.2:51820: nobody has that address on internet",
  )
})

test("only the latest three places are told", () => {
  const pair = known()
  for (let i = 1; i <= 5; i++) pair.drop("lost", `r${i}`, endpoint("192.0.2.1:1"), instant(i))
  assert.deepEqual(reasonFor(pair, possible).match(/r[0-9]/g), ["r5", "r4", "r3"])
})

test("a peer that was never heard of, and one that nothing stood in the way of, are told apart", () => {
  assert.equal(reasonFor(new PairHistory(), possible), "The peer was never heard of")
  assert.equal(reasonFor(known(), possible), "Nothing was dropped on the way, and nothing came back")
})

test("of a span of time only what happened in it is told", () => {
  const pair = known()
  pair.drop("lost", "home", endpoint("203.0.113.1:1"), instant(5))
  pair.drop("lost", "home", endpoint("203.0.113.1:1"), instant(9))
  pair.drop("nat-filtered", "home", endpoint("203.0.113.1:1"), instant(20))
  const within = (from: number, until: number) =>
    reasonFor(pair, possible, { from: instant(from), until: instant(until) })
  assert.equal(within(9, 20), "1 to 203.0.113.1:1: lost on the link of home")
  assert.equal(within(10, 20), "Nothing was dropped on the way, and nothing came back")
  assert.equal(within(0, 1), "The peer was never heard of")
})
