import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { instant } from "../net/instant.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { Session } from "./session.ts"
import { SessionSlots } from "./session_slots.ts"

const start = instant(0)
const keys = { send: new Uint8Array(32).fill(1), receive: new Uint8Array(32).fill(1) }

let index = 0
const session = (initiated: boolean): Session =>
  new Session({ keys, localIndex: ++index, remoteIndex: 0, initiated, derivedAt: start })

/** Slots, and a call that tells whose indices went free since the last one. */
function setUp() {
  let released: number[] = []
  const slots = new SessionSlots({ release: (one) => void released.push(one) })
  const ended = (): number[] => {
    const all = released
    released = []
    return all
  }
  return { slots, ended }
}

const indicesOf = (...sessions: readonly Session[]): number[] => sessions.map((one) => one.localIndex)

// The rotation table of spec/wireguard.md 1.8, row by row, and one more session that still receives.
test("as initiator: previous = current, current = new, and the previous one is the older one", () => {
  const { slots, ended } = setUp()
  const [first, second, third, fourth] = [session(true), session(true), session(true), session(true)]
  slots.initiatorDerived(first)
  slots.initiatorDerived(second)
  slots.initiatorDerived(third)
  assert.deepEqual(ended(), [])
  assert.equal(slots.current, third)
  slots.initiatorDerived(fourth)
  assert.deepEqual(ended(), indicesOf(first), "the one before the older one ends")
})

test("as initiator with an unconfirmed next: previous = next, and current is the older one", () => {
  const { slots, ended } = setUp()
  const [before, current, next, ours, another] = [true, true, false, true, true].map(session)
  assert.ok(before && current && next && ours && another)
  slots.initiatorDerived(before)
  slots.initiatorDerived(current)
  slots.responderDerived(next)
  slots.initiatorDerived(ours)
  assert.deepEqual(ended(), indicesOf(before))
  assert.equal(slots.current, ours)
  assert.equal(slots.confirm(next), false, "next has become previous")
  slots.initiatorDerived(another)
  assert.deepEqual(ended(), indicesOf(current))
})

test("as responder: the new session waits in next, and nothing that still receives ends", () => {
  const { slots, ended } = setUp()
  const [first, second, third, fourth] = [session(true), session(true), session(false), session(false)]
  slots.initiatorDerived(first)
  slots.initiatorDerived(second)
  slots.responderDerived(third)
  assert.deepEqual(ended(), [])
  assert.equal(slots.current, second, "answers still go out on the old session")
  slots.responderDerived(fourth)
  assert.deepEqual(ended(), indicesOf(third), "the old next is dropped")
})

test("the first authenticated packet on next makes it current, once", () => {
  const { slots, ended } = setUp()
  const [old, next] = [session(true), session(false)]
  slots.initiatorDerived(old)
  slots.responderDerived(next)
  assert.equal(slots.confirm(next), true)
  assert.equal(slots.current, next)
  assert.equal(slots.confirm(next), false)
  assert.equal(slots.confirm(old), false)
  assert.deepEqual(ended(), [])
})

test("whatever the sequence, a session ends once, and all but four have ended", () => {
  const change = fc.constantFrom("initiator", "responder", "confirm", "confirm something else")
  fc.assert(fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
    const { slots, ended } = setUp()
    const derived: Session[] = []
    const released: number[] = []
    let [older, previous, current, next]: (Session | undefined)[] = []
    const retire = (one: Session | undefined): void => {
      if (one !== undefined) [older, previous] = [previous, one]
    }
    for (const one of changes) {
      const fresh = session(one === "initiator")
      if (one === "initiator") {
        slots.initiatorDerived(fresh)
        retire(current)
        retire(next)
        ;[current, next] = [fresh, undefined]
      } else if (one === "responder") {
        slots.responderDerived(fresh)
        next = fresh
      } else if (one === "confirm" && next !== undefined) {
        assert.ok(slots.confirm(next))
        retire(current)
        ;[current, next] = [next, undefined]
      } else assert.ok(!slots.confirm(current ?? fresh))
      if (one === "initiator" || one === "responder") derived.push(fresh)
      released.push(...ended())
      const alive: readonly Session[] = [older, previous, current, next].filter((slot) => slot !== undefined)
      assert.deepEqual(released.toSorted(), indicesOf(...derived.filter((x) => !alive.includes(x))).toSorted())
      assert.equal(slots.current, current)
    }
  }))
})

test("clear() ends all of them, and a session that ended opens and sends nothing under its keys", () => {
  const { slots, ended } = setUp()
  const [current, next] = [session(true), session(false)]
  const sender = session(true)
  const [early, late] = [1, 2].map(() => sender.encapsulate(suite, Uint8Array.of(1), 0))
  assert.ok(early && late)
  assert.ok(current.decapsulate(suite, early, start) instanceof Uint8Array)
  slots.initiatorDerived(current)
  slots.responderDerived(next)
  slots.clear()
  assert.deepEqual(ended(), indicesOf(current, next))
  assert.equal(slots.current, undefined)
  assert.equal(current.decapsulate(suite, late, start), "bad-tag")
})
