import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { after, type Instant, instant, millis, seconds } from "../net/instant.ts"
import { publicKeyOf } from "../public_key.ts"
import { Handshake } from "./handshake.ts"
import { type LocalIdentity, localIdentity, remoteIdentity } from "./identity.ts"
import type { HandshakeInitiation } from "./message.ts"
import { endTranscript } from "./noise.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { readStatic } from "./responder.ts"
import type { Suite } from "./suite.ts"
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

/** `respond` between any two. */
function answered(from: Handshake, to: Handshake, message: HandshakeInitiation, by = suite) {
  const claim = readStatic(by, them, message)
  assert.ok(claim)
  const answer = to.respond(claim, message, start)
  assert.ok(typeof answer !== "string")
  const session = from.finish(answer.response, start)
  return { claim, answer, session }
}

// spec/wireguard.md 1.3 and 2.1: the key counts from the next handshake on; one that is taken away is one of zeros.
test("a preshared key counts when both have it, and no more once it is removed", () => {
  const psk = new Uint8Array(32).fill(3)
  const pairs = [[psk, psk, true], [psk, undefined, false], [undefined, psk, false], [
    undefined,
    undefined,
    true,
  ]] as const
  for (const [ours, theirs, isAgreed] of pairs) {
    const [initiator, responder] = [handshake(us, them), handshake(them, us)]
    for (const side of [initiator, responder]) side.setPresharedKey(psk)
    initiator.setPresharedKey(ours)
    responder.setPresharedKey(theirs)
    const { session } = answered(initiator, responder, initiate(initiator))
    assert.equal(typeof session !== "string", isAgreed)
  }
  assert.deepEqual(psk, new Uint8Array(32).fill(3), "the caller's key is the caller's")
})

/** The suite, and every shared secret and chaining step that came out of it. */
function watched() {
  const secrets: Uint8Array[] = []
  const seen = <Secret extends Uint8Array | undefined>(secret: Secret): Secret => {
    if (secret !== undefined) secrets.push(secret)
    return secret
  }
  const watching: Suite = { ...suite, dh: (a, b) => seen(suite.dh(a, b)), hmac: (a, b) => seen(suite.hmac(a, b)) }
  return { watching, secrets }
}

function watchedHandshake(watching: Suite, local: LocalIdentity, remote: LocalIdentity) {
  const drawn: Uint8Array[] = []
  const random = { ...fixed, fill: (bytes: Uint8Array) => (drawn.push(bytes), bytes.fill(42)) }
  const context = { suite: watching, local, random, drawIndex: () => 1, unixMicros: (now: Instant) => UNIX + now }
  const identity = remoteIdentity(suite, local, publicKeyOf(remote.keys.publicKey), new Uint8Array(32).fill(9))
  return { drawn, identity, end: new Handshake(context, identity, undefined) }
}

const fixed = { u32: () => 1, below: () => 0 }
const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

// spec/wireguard.md section 6: ephemerals, chain, hash, DH outputs and session keys, as soon as dead.
test("after a handshake nothing of it is left but the two sessions", () => {
  const { watching, secrets } = watched()
  const [initiator, responder] = [watchedHandshake(watching, us, them), watchedHandshake(watching, them, us)]
  const message = initiate(initiator.end)
  const { claim, session, answer } = answered(initiator.end, responder.end, message, watching)
  assert.ok(typeof session !== "string")
  endTranscript(claim.transcript)
  assert.ok(secrets.length > 30)
  assert.deepEqual(secrets.filter((secret) => !isWiped(secret)).length, 0)
  for (const { drawn } of [initiator, responder]) assert.deepEqual(drawn.map(isWiped), [true])
  const data = session.encapsulate(suite, Uint8Array.of(1), 0)
  assert.ok(answer.session.decapsulate(suite, data, start) instanceof Uint8Array, "which work")
})

test("an initiation that is refused leaves nothing either, and one that is replaced leaves no key", () => {
  const { watching, secrets } = watched()
  const [initiator, responder] = [watchedHandshake(watching, us, them), watchedHandshake(watching, them, us)]
  const stale = initiate(initiator.end)
  assert.ok(typeof respond(responder.end, initiate(initiator.end, after(start, seconds(9)))) !== "string")
  assert.deepEqual(initiator.drawn.map(isWiped), [true, false])
  secrets.length = 0
  const claim = readStatic(watching, them, stale)
  assert.ok(claim)
  assert.equal(responder.end.respond(claim, stale, after(start, seconds(10))), "stale-timestamp")
  endTranscript(claim.transcript)
  assert.ok(secrets.length > 0)
  assert.ok(secrets.every(isWiped))
})

test("a handshake that ended has neither the static secret nor the preshared key any more", () => {
  const { identity, end } = watchedHandshake(suite, us, them)
  initiate(end)
  const { bytes } = identity.secret
  end.end()
  assert.equal(end.pendingIndex, undefined)
  assert.ok(bytes && isWiped(bytes) && isWiped(identity.presharedKey))
})

// Seven such keys are among the kernel's tests (spec/wireguard.md 1.3).
test("for a low-order peer no number is drawn and nothing computed", () => {
  const random = { u32: () => assert.fail("u32"), below: () => assert.fail("below"), fill: () => assert.fail("fill") }
  const idle: Suite = { ...suite, keyPair: () => assert.fail("a key pair"), dh: () => assert.fail("a Diffie-Hellman") }
  const context = { suite: idle, local: us, random, drawIndex: () => assert.fail("an index"), unixMicros: () => UNIX }
  const nobody = remoteIdentity(suite, us, publicKeyOf(new Uint8Array(32)), undefined)
  const hopeless = new Handshake(context, nobody, undefined)
  assert.ok(hopeless.isHopeless)
  assert.equal(hopeless.initiate(start), undefined)
  assert.ok(!handshake(us, them).isHopeless)
})
