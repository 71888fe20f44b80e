/** What breaks a connection ends all of it. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../../../tests/harness/discovery_desk.ts"
import { millis, minutes, seconds } from "../../domain/net/instant.ts"

test("a client whose connection broke hears nothing before it says hello again", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.unreachable.add("1 service")
  desk.publish(1, ["192.0.2.7:7"])
  desk.advance(millis(100))
  desk.unreachable.clear()
  desk.told.length = 0
  desk.publish(2, ["192.0.2.2:2"])
  desk.advance(seconds(2))
  assert.match(desk.told.filter((one) => one.startsWith("1 "))[0] ?? "", /^1 is 203\.0\.113\.1/)
})

// Ten minutes of attempts at most 90 s apart.
test("what others say meanwhile does not put off the attempts of one that is out of reach", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.unreachable.add("1 service")
  desk.asked.length = 0
  for (let second = 0; second < 600; second++) {
    desk.publish(2, [`192.0.2.1:${1 + second}`])
    desk.advance(seconds(1))
  }
  assert.ok(desk.asked.length >= 10 && desk.asked.length <= 30, String(desk.asked.length))
  desk.unreachable.clear()
  desk.asked.length = 0
  desk.advance(minutes(2))
  assert.deepEqual(desk.asked, ["1 service"])
})
