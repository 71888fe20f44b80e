import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { endpoint } from "../net/endpoint.ts"
import { after, instant, seconds } from "../net/instant.ts"
import { isZero } from "../bytes.ts"
import { CookieChecker, CookieJar, hasValidMac1 } from "./cookie.ts"
import { localIdentity } from "./identity.ts"
import { mac1Of, mac2Of, newInitiation } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"

const start = instant(0)
const responder = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(1)))
const home = endpoint("192.0.2.1:51820")

function setUp() {
  return {
    checker: new CookieChecker(suite, responder, Rng.seeded(1)),
    jar: new CookieJar(suite, responder.keys.publicKey),
  }
}

function signed(jar: CookieJar, now = start) {
  const message = newInitiation(7)
  jar.sign(message, now)
  return message
}

test("mac1 is valid for its receiver and covers the message", () => {
  const message = signed(setUp().jar)
  assert.ok(hasValidMac1(suite, responder, message))
  assert.ok(!hasValidMac1(suite, localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(2))), message))
  message[9] = 1
  assert.ok(!hasValidMac1(suite, responder, message))
})

test("mac2 is zero until a cookie came, and then proves the address", () => {
  const { checker, jar } = setUp()
  const first = signed(jar)
  assert.ok(isZero(mac2Of(first)))
  assert.ok(!checker.hasValidMac2(first, home, start))
  assert.ok(jar.accept(checker.reply(first, home, start), start))
  assert.ok(checker.hasValidMac2(signed(jar), home, start))
})

// Bound to address and port in wireguard-go (spec/wireguard.md 1.11); boringtun left the port out, a security bug.
test("a cookie is worth nothing from another port or address", () => {
  const { checker, jar } = setUp()
  jar.accept(checker.reply(signed(jar), home, start), start)
  assert.ok(!checker.hasValidMac2(signed(jar), endpoint("192.0.2.1:51821"), start))
  assert.ok(!checker.hasValidMac2(signed(jar), endpoint("192.0.2.2:51820"), start))
})

test("a cookie reply opens only with the mac1 that it answers", () => {
  const { checker, jar } = setUp()
  const reply = checker.reply(signed(jar), home, start)
  const other = new CookieJar(suite, responder.keys.publicKey)
  assert.ok(!other.accept(reply, start), "nothing was sent yet")
  const message = newInitiation(8)
  other.sign(message, start)
  assert.ok(!other.accept(reply, start), "another message was sent last")
  assert.notDeepEqual(mac1Of(message), mac1Of(signed(jar)))
})

test("a cookie is forgotten after 120 seconds, and its secret replaced", () => {
  const { checker, jar } = setUp()
  jar.accept(checker.reply(signed(jar), home, start), start)
  const late = after(start, seconds(120))
  assert.ok(isZero(mac2Of(signed(jar, late))))
  const stillSigned = signed(jar, after(start, seconds(119)))
  assert.ok(checker.hasValidMac2(stillSigned, home, after(start, seconds(119))))
  assert.ok(!checker.hasValidMac2(stillSigned, home, late))
})
