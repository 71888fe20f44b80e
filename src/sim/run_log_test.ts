import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../tests/harness/little_net.ts"
import { packet } from "../../tests/harness/packets.ts"
import { affiliate } from "../../tests/harness/mesh_facts.ts"
import { NodeId } from "../domain/discovery/affiliate.ts"
import { instant } from "../domain/net/instant.ts"
import { RunLog } from "./run_log.ts"
import type { TraceRecord } from "./trace.ts"

const net = new LittleNet()
const at = net.host("a", net.core, "192.0.2.1")
const one = packet("192.0.2.1:1", "192.0.2.2:2", 148)
one.payload[0] = 1
const hop = { _tag: "Arrival", packet: one, at, end: "segment" } as const

test("a trace has one record for each thing that happened", () => {
  const records: TraceRecord[] = []
  const log = new RunLog((record) => void records.push(record))
  log.hop(hop, instant(5))
  log.dropped(one, "nat-filtered", "home", instant(6))
  log.event("a", { _tag: "AffiliateSeen", at: instant(7), source: "service", affiliate: affiliate("b") }, instant(7))
  log.action("home reboots", instant(8))
  assert.deepEqual(records.map((record) => record.kind), ["hop", "drop", "event", "action"])
  assert.deepEqual(records[0], {
    kind: "hop",
    at: 5,
    packet: 0,
    station: "a",
    network: "internet",
    direction: "up",
    source: "192.0.2.1:1",
    destination: "192.0.2.2:2",
    bytes: 176,
    message: "initiation",
  })
  assert.deepEqual(log.story.lines, [{ at: 8, node: "", text: "home reboots" }])
})

test("a drop is remembered for the pair that it was between", () => {
  const log = new RunLog(undefined)
  log.dropped(one, "nat-filtered", "home", instant(6))
  log.dropped({ ...one, flight: { id: 1, from: 0, to: undefined } }, "lost", "home", instant(6))
  assert.equal(log.history.pair(0, 1).drops.length, 1)
})

test("the digest depends on what happened and when, not on whether it is traced", () => {
  const digestOf = (play: (log: RunLog) => void, sink?: () => void): string => {
    const log = new RunLog(sink)
    play(log)
    return log.digest.hex
  }
  const base = digestOf((log) => log.hop(hop, instant(5)))
  assert.equal(digestOf((log) => log.hop(hop, instant(5)), () => {}), base)
  const others = [
    digestOf((log) => log.hop(hop, instant(6))),
    digestOf((log) => log.hop({ ...hop, end: "station" }, instant(5))),
    digestOf((log) => log.hop({ ...hop, packet: packet("192.0.2.1:1", "192.0.2.3:2", 148) }, instant(5))),
    digestOf((log) => log.hop({ ...hop, packet: packet("192.0.2.1:1", "192.0.2.2:2", 149) }, instant(5))),
    digestOf((log) => log.dropped(one, "lost", "home", instant(5))),
    digestOf((log) => log.pinged(0, false, instant(5))),
    digestOf((log) => log.pinged(0, true, instant(5))),
  ]
  assert.equal(new Set([base, ...others]).size, 1 + others.length)
})

test("the ciphertext is no part of the digest, so that all suites have one", () => {
  const [plain, other] = [new RunLog(undefined), new RunLog(undefined)]
  plain.hop(hop, instant(5))
  other.hop(
    { ...hop, packet: { ...one, payload: one.payload.map((byte, i) => (i > 0 ? byte ^ 7 : byte)) } },
    instant(5),
  )
  assert.equal(plain.digest.hex, other.digest.hex)
})

test("violations are kept, but not without end", () => {
  const log = new RunLog(undefined)
  for (let i = 0; i < 200; i++) log.violated("fold", "a", instant(i))
  assert.equal(log.violations.length, 100)
})

test("the digest covers whence, why and what", () => {
  const digests = ([
    (log) => log.dropped(one, "lost", "home", instant(5)),
    (log) => log.dropped(one, "too-big", "home", instant(5)),
    (log) => log.hop(hop, instant(5)),
    (log) => log.hop({ ...hop, packet: packet("192.0.2.7:1", "192.0.2.2:2", 148) }, instant(5)),
    (log) => log.hop({ ...hop, packet: packet("192.0.2.1:9", "192.0.2.2:2", 148) }, instant(5)),
    (log) =>
      log.event("a", { _tag: "AffiliateExpired", at: instant(5), source: "x", nodeId: NodeId.make("b") }, instant(5)),
    (log) =>
      log.event("a", { _tag: "AffiliateExpired", at: instant(5), source: "x", nodeId: NodeId.make("c") }, instant(5)),
    (log) =>
      log.event("b", { _tag: "AffiliateExpired", at: instant(5), source: "x", nodeId: NodeId.make("b") }, instant(5)),
    (log) => log.action("home reboots", instant(5)),
    (log) => log.action("home reboots", instant(6)),
    (log) => log.action("office reboots", instant(5)),
  ] satisfies ((log: RunLog) => void)[]).map((play) => {
    const log = new RunLog(undefined)
    play(log)
    return log.digest.hex
  })
  assert.equal(new Set(digests).size, digests.length)
})
