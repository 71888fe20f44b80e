import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { after, type Instant, instant, millis, seconds } from "../net/instant.ts"
import { publicKeyOf } from "../public_key.ts"
import { Handshake } from "./handshake.ts"
import { type LocalIdentity, localIdentity, remoteIdentity } from "./identity.ts"
import type { HandshakeInitiation } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { readStatic } from "./responder.ts"
import { stampAt } from "./tai64n.ts"

const start = instant(0)
const UNIX = 1_750_000_000_000_000
const us = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(1)))
const them = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(2)))

function handshake(local: LocalIdentity, remote: LocalIdentity, wall = UNIX, seed = 1): Handshake {
  const random = Rng.seeded(seed)
  const context = { suite, local, random, drawIndex: random.u32, unixMicros: (now: Instant) => wall + now }
  return new Handshake(context, remoteIdentity(suite, local, publicKeyOf(remote.keys.publicKey), undefined), undefined)
}

function initiate(from: Handshake, now = start): HandshakeInitiation {
  const message = from.initiate(now)
  assert.ok(message)
  return message
}

function respond(responder: Handshake, message: HandshakeInitiation, now = start) {
  const claim = readStatic(suite, them, message)
  assert.ok(claim)
  return responder.respond(claim, message, now)
}

test("an initiation is answered once; a recording of it is stale", () => {
  const [initiator, responder] = [handshake(us, them), handshake(them, us)]
  const message = initiate(initiator)
  const answer = respond(responder, message)
  assert.ok(typeof answer !== "string")
  assert.equal(respond(responder, message, after(start, seconds(1))), "stale-timestamp")
  const session = initiator.finish(answer.response, start)
  assert.ok(typeof session !== "string" && session.initiated)
  assert.equal(initiator.finish(answer.response, start), "unknown-index", "a response counts once")
})

// The probes of spec/wireguard.md 4.4: an older stamp, one from the future, and then the present again.
test("stamps must grow: older ones are refused, and one from the future locks out the present", () => {
  const responder = handshake(them, us)
  assert.ok(typeof respond(responder, initiate(handshake(us, them))) !== "string")
  const hourAgo = handshake(us, them, UNIX - 3_600_000_000, 2)
  assert.equal(respond(responder, initiate(hourAgo), after(start, seconds(1))), "stale-timestamp")
  const ahead = handshake(us, them, UNIX + 10_000_000, 3)
  assert.ok(typeof respond(responder, initiate(ahead), after(start, seconds(2))) !== "string")
  const present = handshake(us, them, UNIX, 4)
  assert.equal(
    respond(responder, initiate(present, after(start, seconds(3))), after(start, seconds(3))),
    "stale-timestamp",
  )
})

test("of two initiations within 20 ms one is answered", () => {
  const [initiator, responder] = [handshake(us, them), handshake(them, us)]
  assert.ok(typeof respond(responder, initiate(initiator)) !== "string")
  assert.equal(respond(responder, initiate(initiator), after(start, millis(19))), "initiation-flood")
  assert.ok(typeof respond(responder, initiate(initiator), after(start, millis(20))) !== "string")
})

test("answering the peer leaves our own initiation in flight", () => {
  const [initiator, responder] = [handshake(us, them), handshake(them, us, UNIX, 2)]
  const own = initiate(responder)
  const pending = responder.pendingIndex
  assert.ok(typeof respond(responder, initiate(initiator)) !== "string")
  assert.equal(responder.pendingIndex, pending)
  const claim = readStatic(suite, us, own)
  assert.ok(claim)
  const answer = initiator.respond(claim, own, start)
  assert.ok(typeof answer !== "string")
  assert.ok(typeof responder.finish(answer.response, start) !== "string")
})

test("stamps start above the floor of an earlier run", () => {
  const random = Rng.seeded(1)
  const context = { suite, local: us, random, drawIndex: random.u32, unixMicros: () => UNIX - 86_400_000_000 }
  const floor = stampAt(UNIX)
  const remote = remoteIdentity(suite, us, publicKeyOf(them.keys.publicKey), undefined)
  const restarted = new Handshake(context, remote, floor)
  const responder = handshake(them, us)
  assert.ok(typeof respond(responder, initiate(handshake(us, them))) !== "string")
  assert.ok(typeof respond(responder, initiate(restarted), after(start, seconds(1))) !== "string")
})

test("a forgotten initiation cannot be finished", () => {
  const [initiator, responder] = [handshake(us, them), handshake(them, us)]
  const answer = respond(responder, initiate(initiator))
  assert.ok(typeof answer !== "string")
  initiator.forget()
  assert.equal(initiator.finish(answer.response, start), "unknown-index")
})
