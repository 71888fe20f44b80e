import assert from "node:assert/strict"
import { test } from "node:test"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { prefix } from "../../../domain/net/prefix.ts"
import { Wishes } from "./wishes.ts"

const peer = keyOf("b")
const here = endpoint("192.0.2.2:51820")
const there = endpoint("198.51.100.2:51820")
const configure = { _tag: "ConfigurePeer", peer, allowedIps: [prefix("10.0.0.0/8")], endpoint: undefined } as const

test("of a peer the last allowed IPs and the last endpoint are wanted", () => {
  const wishes = new Wishes()
  wishes.add({ _tag: "SetEndpoint", peer, endpoint: here })
  assert.equal(wishes.of(peer), undefined)
  wishes.add(configure)
  assert.deepEqual(wishes.of(peer), configure)
  wishes.add({ _tag: "SetEndpoint", peer, endpoint: here })
  wishes.add({ ...configure, allowedIps: [] })
  assert.deepEqual(wishes.of(peer), { ...configure, allowedIps: [], endpoint: here })
  wishes.add({ ...configure, endpoint: there })
  assert.deepEqual(wishes.of(peer), { ...configure, endpoint: there })
})

test("of one that is to go nothing is wanted", () => {
  const wishes = new Wishes()
  wishes.add(configure)
  wishes.add({ _tag: "RemovePeer", peer })
  assert.equal(wishes.of(peer), undefined)
})
