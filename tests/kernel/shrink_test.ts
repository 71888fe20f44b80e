import assert from "node:assert/strict"
import { test } from "node:test"
import { ModelLab } from "../../src/sim/lab/model.ts"
import { isAnswer } from "../../src/sim/lab/probe.ts"
import { complaints } from "../harness/scenario_data.ts"
import { randomScript } from "./random_script.ts"
import type { Script } from "./script.ts"
import { smaller, without } from "./shrink.ts"

const SCRIPTS: readonly Script[] = Array.from({ length: 20 }, (_, i) => randomScript(3, i))

const play = ({ file, schedule }: Script) => new ModelLab(file, schedule, { seed: 1 }).run()

/** As a run on the kernel would: to the smallest of which this is true, whatever it means. */
function shrinkWhile(script: Script, isStillWrong: (script: Script) => boolean): Script {
  const next = smaller(script).find(isStillWrong)
  return next === undefined ? script : shrinkWhile(next, isStillWrong)
}

/** All that is wrong with a script's file as a scenario. */
const NOTHING_EXPECTED = ["expect: Expected at least one expectation"]

test("what is smaller is a valid scenario that can be played, and has less of something", () => {
  for (const script of SCRIPTS.slice(0, 8)) {
    for (const one of smaller(script)) {
      assert.deepEqual(complaints(one.file), NOTHING_EXPECTED)
      assert.equal(play(one).length, one.schedule.probes.length)
      assert.notDeepEqual(one, script)
    }
  }
})

test("shrinking comes to an end, at the one datagram that is needed and the hosts it takes", () => {
  for (const script of SCRIPTS) {
    const wanted = play(script).findLast(({ deliveries }) => deliveries.length > 0)?.deliveries[0]
    if (wanted === undefined) continue
    const smallest = shrinkWhile(
      script,
      (one) =>
        play(one).some(({ deliveries }) =>
          deliveries.some(({ node, destination }) =>
            node === wanted.node && destination.port === wanted.destination.port
          )
        ),
    )
    assert.ok(smallest.schedule.probes.length <= 2, `${smallest.schedule.probes.length} datagrams`)
    assert.equal(smallest.schedule.flushes.length, 0)
  }
})

test("an answer goes with what it answers, and is numbered anew when others go", () => {
  const { schedule: { probes: [some] } } = SCRIPTS[0] ?? assert.fail("there are scripts")
  const probe = some ?? assert.fail("there is a datagram")
  const answering = (number: number) => ({ ...probe, to: { answering: number } })
  const probes = [probe, probe, answering(1), answering(0), answering(2)]
  const targets = (left: readonly number[]) =>
    without(probes, (i) => !left.includes(i)).map(({ to }) => (isAnswer(to) ? to.answering : "fresh"))
  assert.deepEqual(targets([1, 2, 3, 4]), ["fresh", 0, 1])
  assert.deepEqual(targets([0, 1, 3]), ["fresh", "fresh", 0])
  assert.deepEqual(targets([2, 4]), [])
})
