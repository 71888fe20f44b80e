import assert from "node:assert/strict"
import { test } from "node:test"
import { familyOf } from "../../src/domain/net/ip_address.ts"
import { ModelLab } from "../../src/sim/lab/model.ts"
import { isAnswer } from "../../src/sim/lab/probe.ts"
import { labTroubles } from "../../src/sim/lab/troubles.ts"
import { listOf } from "../../src/sim/scenario/text.ts"
import { complaints } from "../harness/scenario_data.ts"
import { isFair } from "./fairness.ts"
import { randomScript } from "./random_script.ts"
import { KINDS, type Script } from "./script.ts"

const SCRIPTS: readonly Script[] = Array.from({ length: 100 }, (_, i) => randomScript(1, i))

/** All that is wrong with a script's file as a scenario. */
const NOTHING_EXPECTED = ["expect: Expected at least one expectation"]

test("the same seed and number are the same script", () => {
  assert.deepEqual(randomScript(1, 17), SCRIPTS[17])
  assert.notDeepEqual(randomScript(2, 17), SCRIPTS[17])
})

test("every script is a valid scenario that the lab can build, fair, and short", () => {
  for (const script of SCRIPTS) {
    assert.deepEqual(complaints(script.file), NOTHING_EXPECTED)
    assert.deepEqual(labTroubles(script.file), [])
    assert.ok(isFair(script))
    assert.ok(script.schedule.probes.every(({ at }) => at < 9_000_000))
    assert.ok(script.schedule.probes.length >= 5)
  }
})

test("every kind has its share, and is about what it is called", () => {
  for (const [i, kind] of KINDS.entries()) {
    const own = SCRIPTS.filter((script) => script.kind === kind)
    assert.equal(own.length, 10)
    assert.equal(SCRIPTS[i]?.kind, kind)
  }
  const routers = (script: Script) => Object.values(script.file.routers ?? {})
  const all = (kind: string, is: (script: Script) => boolean) => SCRIPTS.filter((one) => one.kind === kind).every(is)
  assert.ok(all("firewalls", (one) => routers(one).every(({ nat, linux }) => nat === "none" || linux?.nat === "none")))
  assert.ok(all("nested", (one) => routers(one).some(({ behind }) => behind !== undefined)))
  assert.ok(all("port-forwards", (one) => routers(one).some(({ linux }) => linux?.["port-forwards"] !== undefined)))
  assert.ok(all("two-nats", (one) => routers(one).length === 2))
})

test("of routers with IPv6 inside some have none outside", () => {
  const isV6 = (address: string): boolean => address.includes(":")
  const routers = SCRIPTS.flatMap(({ file }) => Object.values(file.routers ?? {}))
    .filter(({ inside }) => listOf(inside).some(isV6))
  const bare = routers.filter(({ outside }) => !listOf(outside).some(isV6))
  assert.ok(bare.length > 0 && bare.length < routers.length / 2, `${bare.length} of ${routers.length}`)
})

test("all that can come of a datagram comes of some, in both families", () => {
  const fates = new Set(
    SCRIPTS.flatMap(({ file, schedule }) =>
      new ModelLab(file, schedule, { seed: 1 }).run().flatMap(({ wasSent, deliveries, errors, drops }) => [
        wasSent ? "sent" : "not sent",
        ...deliveries.map(({ source }) => `delivered ${familyOf(source.address)}`),
        ...errors.map(({ kind, by }) => `${kind} ${familyOf(by)}`),
        ...drops.map((drop) => drop.split(" at ")[0] ?? ""),
      ])
    ),
  )
  const wanted = ["delivered v4", "delivered v6", "port-unreachable v4", "port-unreachable v6", "time-exceeded v4"]
  assert.deepEqual(wanted.filter((fate) => !fates.has(fate)), [])
  const sent = SCRIPTS.flatMap(({ schedule }) => schedule.probes)
  assert.ok(sent.filter(({ to }) => isAnswer(to)).length > sent.length / 20)
  assert.ok(SCRIPTS.some(({ schedule }) => schedule.flushes.length > 0))
})
