import assert from "node:assert/strict"
import { test } from "node:test"
import { instant } from "../net/instant.ts"
import { Session } from "./session.ts"
import { SessionSlots } from "./session_slots.ts"

let index = 0
const session = (initiated: boolean): Session =>
  new Session({
    keys: { send: new Uint8Array(32), receive: new Uint8Array(32) },
    localIndex: ++index,
    remoteIndex: 0,
    initiated,
    derivedAt: instant(0),
  })

// The rotation table of spec/wireguard.md 1.8, row by row.
test("as initiator: previous = current, current = new", () => {
  const slots = new SessionSlots()
  const [first, second, third] = [session(true), session(true), session(true)]
  assert.deepEqual(slots.initiatorDerived(first), [])
  assert.deepEqual(slots.initiatorDerived(second), [])
  assert.equal(slots.current, second)
  assert.deepEqual(slots.initiatorDerived(third), [first], "the one before the previous ends")
})

test("as initiator with an unconfirmed next: previous = next, and current is dropped", () => {
  const slots = new SessionSlots()
  const [current, next, ours] = [session(true), session(false), session(true)]
  slots.initiatorDerived(current)
  slots.responderDerived(next)
  assert.deepEqual(slots.initiatorDerived(ours), [current])
  assert.equal(slots.current, ours)
  assert.equal(slots.confirm(next).confirmed, false, "next has become previous")
})

test("as responder: the new session waits in next, and previous is dropped", () => {
  const slots = new SessionSlots()
  const [first, second, third, fourth] = [session(true), session(true), session(false), session(false)]
  slots.initiatorDerived(first)
  slots.initiatorDerived(second)
  assert.deepEqual(slots.responderDerived(third), [first])
  assert.equal(slots.current, second, "answers still go out on the old session")
  assert.deepEqual(slots.responderDerived(fourth), [third], "the old next is dropped")
})

test("the first authenticated packet on next makes it current, once", () => {
  const slots = new SessionSlots()
  const [old, next] = [session(true), session(false)]
  slots.initiatorDerived(old)
  slots.responderDerived(next)
  assert.deepEqual(slots.confirm(next), { confirmed: true, ended: [] })
  assert.equal(slots.current, next)
  assert.deepEqual(slots.confirm(next), { confirmed: false, ended: [] })
  assert.deepEqual(slots.confirm(old), { confirmed: false, ended: [] })
})

test("clear() ends all of them", () => {
  const slots = new SessionSlots()
  const [current, next] = [session(true), session(false)]
  slots.initiatorDerived(current)
  slots.responderDerived(next)
  assert.deepEqual(slots.clear(), [current, next])
  assert.equal(slots.current, undefined)
})
