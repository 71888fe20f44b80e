import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant, seconds } from "../../domain/net/instant.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import { MappingEntry } from "./mapping_entry.ts"
import type { Filtering, NatProfile } from "./rfc4787.ts"

const at = (s: number) => instant(s * 1_000_000)
const friend = endpoint("198.51.100.1:1000")
const sameHost = endpoint("198.51.100.1:2000")
const stranger = endpoint("198.51.100.2:1000")

function entry(filtering: Filtering, change: Partial<NatProfile> = {}): MappingEntry {
  const profile: NatProfile = {
    mapping: "endpoint-independent",
    filtering,
    ports: "preserve",
    hairpinning: "none",
    mappingTimers: flatTimers(seconds(300)),
    filterTimers: flatTimers(seconds(60)),
    refresh: "both",
    capacity: 100,
    portRange: [1024, 65535],
    ...change,
  }
  return new MappingEntry(profile, endpoint("10.0.0.2:51820"), endpoint("203.0.113.1:51820"), at(0))
}

// RFC 4787 section 5.
test("the three filters look at nothing, at the address, at address and port", () => {
  const admitted = (filtering: Filtering): boolean[] => {
    const one = entry(filtering)
    one.sentTo(friend, at(0))
    return [friend, sameHost, stranger].map((remote) => one.admits(remote, at(1)))
  }
  assert.deepEqual(admitted("endpoint-independent"), [true, true, true])
  assert.deepEqual(admitted("address-dependent"), [true, true, false])
  assert.deepEqual(admitted("address-and-port-dependent"), [true, false, false])
})

test("a filter entry ends before its mapping does", () => {
  const one = entry("address-and-port-dependent")
  one.sentTo(friend, at(0))
  assert.ok(one.admits(friend, at(59)))
  assert.ok(!one.admits(friend, at(60)))
  assert.ok(one.isAlive(at(299)))
})

test("inbound packets refresh where the device lets them", () => {
  const both = entry("address-and-port-dependent", { mappingTimers: flatTimers(seconds(30)) })
  both.sentTo(friend, at(0))
  both.heardFrom(friend, at(20))
  assert.ok(both.isAlive(at(49)))
  assert.ok(both.admits(friend, at(79)))
  const outbound = entry("address-and-port-dependent", { mappingTimers: flatTimers(seconds(30)), refresh: "outbound" })
  outbound.sentTo(friend, at(0))
  outbound.heardFrom(friend, at(20))
  assert.ok(!outbound.isAlive(at(30)))
})

test("dead remote ends can be forgotten", () => {
  const one = entry("address-and-port-dependent")
  one.sentTo(friend, at(0))
  one.sentTo(stranger, at(50))
  one.forgetDead(at(61))
  assert.equal(one.size, 1)
  assert.ok(one.knows(stranger) && !one.knows(friend))
})

test("a filter by address ends with the last of its ports, and is kept open by each of them", () => {
  const one = entry("address-dependent")
  one.sentTo(friend, at(0))
  one.heardFrom(sameHost, at(50))
  assert.ok(one.admits(friend, at(109)), "the host spoke, if from another port")
  assert.ok(!one.admits(sameHost, at(110)))
  const strict = entry("address-and-port-dependent")
  strict.sentTo(friend, at(0))
  strict.heardFrom(sameHost, at(50))
  assert.ok(!strict.admits(friend, at(60)), "which is nothing to a filter by port")
  const outbound = entry("address-dependent", { refresh: "outbound" })
  outbound.sentTo(friend, at(0))
  outbound.heardFrom(sameHost, at(50))
  assert.ok(!outbound.admits(friend, at(60)))
})

test("a remote end that was called again after its time begins anew, and one within its time does not", () => {
  const one = entry("address-and-port-dependent", { filterTimers: LINUX_TIMERS })
  one.sentTo(friend, at(0))
  one.heardFrom(friend, at(1))
  one.sentTo(friend, at(3))
  assert.ok(one.admits(friend, at(122)), "a stream: 120 s")
  one.sentTo(friend, at(200))
  assert.ok(one.admits(friend, at(229)))
  assert.ok(!one.admits(friend, at(230)), "unanswered: 30 s")
})
