import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant, seconds } from "../../domain/net/instant.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import { MappingEntry } from "./mapping_entry.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import type { Filtering, NatProfile } from "./rfc4787.ts"

const at = (s: number) => instant(s * 1_000_000)
const friend = endpoint("198.51.100.1:1000")
const sameHost = endpoint("198.51.100.1:2000")
const stranger = endpoint("198.51.100.2:1000")

function entry(filtering: Filtering, change: Partial<NatProfile> = {}): MappingEntry {
  const profile: NatProfile = { ...PLAIN_NAT, filtering, filterTimers: flatTimers(seconds(60)), ...change }
  const inside = endpoint("10.0.0.2:51820")
  return new MappingEntry(profile, { inside, scope: friend, external: endpoint("203.0.113.1:51820") }, at(0))
}

// RFC 4787 section 5.
test("the three filters look at nothing, at the address, at address and port", () => {
  const admitted = (filtering: Filtering): boolean[] => {
    const one = entry(filtering)
    one.call(friend, at(0))
    return [friend, sameHost, stranger].map((remote) => one.admits(remote, at(1)))
  }
  assert.deepEqual(admitted("endpoint-independent"), [true, true, true])
  assert.deepEqual(admitted("address-dependent"), [true, true, false])
  assert.deepEqual(admitted("address-and-port-dependent"), [true, false, false])
})

test("a filter entry ends before its mapping does", () => {
  const one = entry("address-and-port-dependent")
  one.call(friend, at(0))
  assert.ok(one.admits(friend, at(59)))
  assert.ok(!one.admits(friend, at(60)))
  assert.ok(one.isAlive(at(299)))
})

test("inbound packets refresh where the device lets them", () => {
  const both = entry("address-and-port-dependent", { mappingTimers: flatTimers(seconds(30)) })
  both.call(friend, at(0))
  both.heardFrom(friend, at(20))
  assert.ok(both.isAlive(at(49)))
  assert.ok(both.admits(friend, at(79)))
  const outbound = entry("address-and-port-dependent", { mappingTimers: flatTimers(seconds(30)), refresh: "outbound" })
  outbound.call(friend, at(0))
  outbound.heardFrom(friend, at(20))
  assert.ok(!outbound.isAlive(at(30)))
})

test("dead remote ends can be forgotten", () => {
  const one = entry("address-and-port-dependent")
  one.call(friend, at(0))
  one.call(stranger, at(50))
  one.forgetDead(at(61))
  assert.equal(one.size, 1)
  assert.ok(one.knows(stranger) && !one.knows(friend))
})

test("a filter by address ends with the last of its ports, and is kept open by each of them", () => {
  const one = entry("address-dependent")
  one.call(friend, at(0))
  one.heardFrom(sameHost, at(50))
  assert.ok(one.admits(friend, at(109)), "the host spoke, if from another port")
  assert.ok(!one.admits(sameHost, at(110)))
  const strict = entry("address-and-port-dependent")
  strict.call(friend, at(0))
  strict.heardFrom(sameHost, at(50))
  assert.ok(!strict.admits(friend, at(60)), "which is nothing to a filter by port")
  const outbound = entry("address-dependent", { refresh: "outbound" })
  outbound.call(friend, at(0))
  outbound.heardFrom(sameHost, at(50))
  assert.ok(!outbound.admits(friend, at(60)))
})

test("a remote end that was called again after its time begins anew, and one within its time does not", () => {
  const one = entry("address-and-port-dependent", { filterTimers: LINUX_TIMERS })
  one.call(friend, at(0))
  one.heardFrom(friend, at(1))
  assert.ok(one.callAgain(friend, at(3)))
  assert.ok(one.admits(friend, at(122)), "a stream: 120 s")
  assert.ok(one.callAgain(friend, at(200)))
  assert.ok(one.admits(friend, at(229)))
  assert.ok(!one.admits(friend, at(230)), "unanswered: 30 s")
})

// RFC 4787 section 4.3, REQ-6: outbound refresh is a MUST, and there are devices without it.
test("where only inbound packets refresh, a host that is never answered loses its mapping while it talks", () => {
  const one = entry("endpoint-independent", { mappingTimers: flatTimers(seconds(30)), refresh: "inbound" })
  one.call(friend, at(0))
  for (const s of [10, 20, 29]) assert.ok(one.callAgain(friend, at(s)))
  assert.ok(!one.isAlive(at(30)))
  const answered = entry("endpoint-independent", { mappingTimers: flatTimers(seconds(30)), refresh: "inbound" })
  answered.call(friend, at(0))
  answered.heardFrom(friend, at(29))
  assert.ok(answered.isAlive(at(58)))
})

test("only a remote end that is remembered can be called again", () => {
  const one = entry("endpoint-independent")
  assert.equal(one.callAgain(friend, at(0)), false)
  one.call(friend, at(0))
  assert.throws(() => one.call(friend, at(1)), /for the first time once/)
})

test("conversations are with each remote end, and as old as the last packet that counted", () => {
  const one = entry("endpoint-independent")
  one.call(friend, at(0))
  one.call(stranger, at(1))
  one.heardFrom(friend, at(2))
  assert.deepEqual(one.conversations(), [
    { mapping: one, remote: friend, at: at(2) },
    { mapping: one, remote: stranger, at: at(1) },
  ])
  one.forget(stranger)
  assert.deepEqual([one.knows(stranger), one.knows(friend), one.lastSpoke(stranger)], [false, true, undefined])
})

test("forgetting what is over tells until when nothing else can be", () => {
  const one = entry("address-and-port-dependent")
  one.call(friend, at(0))
  one.call(stranger, at(50))
  assert.equal(one.forgetDead(at(59)), at(60))
  assert.equal(one.forgetDead(at(60)), at(110))
  assert.equal(one.forgetDead(at(110)), at(350), "the mapping itself")
})

test("a mapping that was ended is over then, and one that was over before is no later", () => {
  const ended = entry("endpoint-independent")
  ended.call(friend, at(0))
  ended.end(at(10))
  assert.deepEqual([ended.isAlive(at(10)), ended.endsAt, ended.size], [false, at(10), 0])
  const over = entry("endpoint-independent")
  assert.equal(over.endsAt, at(300))
  over.end(at(400))
  assert.equal(over.endsAt, at(300))
})
