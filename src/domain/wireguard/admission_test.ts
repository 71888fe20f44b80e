import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { endpoint } from "../net/endpoint.ts"
import { after, instant, millis } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { Admission } from "./admission.ts"
import { CookieJar } from "./cookie.ts"
import type { Transmit } from "./device_output.ts"
import { localIdentity } from "./identity.ts"
import { isCookieReply, mac1Of, newInitiation, newResponse } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"

const start = instant(0)
const local = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(1)))
const arrival = { from: endpoint("192.0.2.1:51820"), to: ipAddress("192.0.2.9") }

function setUp(busyAbove: number) {
  const outputs: Transmit[] = []
  const context = { suite, local, random: Rng.seeded(1), emit: (output: Transmit) => void outputs.push(output) }
  const jar = new CookieJar(suite, local.keys.publicKey)
  const signed = () => {
    const message = newInitiation(7)
    jar.sign(message, start)
    return message
  }
  return { admission: new Admission(context, busyAbove), outputs, jar, signed }
}

test("without load a valid mac1 is enough, for initiations and for responses", () => {
  const { admission, outputs, jar, signed } = setUp(100)
  const response = newResponse(1, 2)
  jar.sign(response, start)
  assert.equal(admission.refuse(signed(), arrival, start), undefined)
  assert.equal(admission.refuse(response, arrival, start), undefined)
  mac1Of(response).fill(1)
  assert.equal(admission.refuse(response, arrival, start), "bad-mac1")
  assert.deepEqual(outputs, [])
})

test("under load a cookie goes back the way that the message came", () => {
  const { admission, outputs, signed } = setUp(0)
  assert.equal(admission.refuse(signed(), arrival, start), "cookie-required")
  const [reply] = outputs
  assert.ok(reply && outputs.length === 1 && isCookieReply(reply.datagram))
  assert.deepEqual([reply.peer, reply.to, reply.source], [undefined, arrival.from, arrival.to])
})

// 20 a second, bursts of 5 (spec/wireguard.md 1.10).
test("under load a source that proved its address has a burst of five handshakes, and one more every 50 ms", () => {
  const { admission, outputs, jar, signed } = setUp(0)
  admission.refuse(signed(), arrival, start)
  const reply = outputs[0]?.datagram
  assert.ok(reply && isCookieReply(reply) && jar.accept(reply, start))
  const answers = Array.from({ length: 6 }, () => admission.refuse(signed(), arrival, start))
  assert.deepEqual(answers, [undefined, undefined, undefined, undefined, undefined, "rate-limited"])
  assert.equal(admission.refuse(signed(), arrival, after(start, millis(50))), undefined)
  assert.equal(outputs.length, 1, "no more cookies")
})

test("garbage without a valid mac1 makes no load", () => {
  const { admission, signed } = setUp(1)
  const garbage = newInitiation(1)
  for (let i = 0; i < 10; i++) assert.equal(admission.refuse(garbage, arrival, start), "bad-mac1")
  assert.equal(admission.refuse(signed(), arrival, start), undefined)
  assert.equal(admission.refuse(signed(), arrival, start), "cookie-required")
})
