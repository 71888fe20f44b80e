import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, rules, spec } from "../../../tests/harness/mesh_facts.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { Draft } from "./draft.ts"
import type { Event } from "./event.ts"
import { fold } from "./evolve.ts"
import { resettle, respecify } from "./respecify.ts"

const at = instant(7)
const source = "service"
const sees = (letter: string): Event => ({ _tag: "AffiliateSeen", at, source, affiliate: affiliate(letter) })

function after(given: readonly Event[], act: typeof respecify): readonly Event[] {
  const draft = new Draft(fold(given))
  act(draft, rules(), at)
  return draft.events
}

test("specs follow the affiliates: new ones come, old ones go, and then it is quiet", () => {
  const old: Event = { _tag: "PeerSpecChanged", at, spec: spec("z") }
  const given = [old, sees("b"), sees("c")]
  const events = after(given, respecify)
  assert.deepEqual(events, [
    { _tag: "PeerSpecRemoved", at, peer: keyOf("z") },
    { _tag: "PeerSpecChanged", at, spec: spec("b") },
    { _tag: "PeerSpecChanged", at, spec: spec("c") },
  ])
  assert.deepEqual(after([...given, ...events], respecify), [])
})

test("claims are settled anew only where there are any to settle", () => {
  const stale: Event = { _tag: "PeerSpecChanged", at, spec: spec("z") }
  assert.deepEqual(after([stale], resettle), [])
  const greedy = { ...affiliate("c"), addresses: [ipAddress("10.0.0.98")] }
  const given = [sees("b"), { _tag: "AffiliateSeen", at, source, affiliate: greedy } as const]
  const settled = [...given, ...after(given, respecify)]
  assert.equal(fold(settled).overlaps.length, 1)
  const up: Event = {
    _tag: "HandshakeOk",
    at,
    peer: keyOf("c"),
    endpoint: { address: ipAddress("192.0.2.1"), port: 1 },
  }
  assert.deepEqual(after([...settled, up], resettle).map(({ _tag }) => _tag), [
    "PeerSpecChanged",
    "PeerSpecChanged",
    "OverlapsChanged",
  ])
})
