import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, service } from "../../../tests/harness/discovery_desk.ts"
import { millis, minutes, seconds } from "../../domain/net/instant.ts"

const REDIRECTED = {
  services: [service("service", { redirect: "other" }), service("other", { latency: millis(5) })],
  used: ["service"],
}

/** Milliseconds at which the node learned as whom it is seen. */
const welcomes = (desk: Desk, node: number): readonly number[] =>
  desk.told.filter((one) => one.startsWith(`${node} is`)).map((one) => Number(one.split("@")[1]))

// One step of backoff: 500 ms, half as much more or less (spec/discovery.md 2.5); then 5 ms each way.
test("whoever is sent on goes there a little later, and names what it hears by the service that it was told to use", () => {
  const desk = new Desk(REDIRECTED)
  desk.enter(1, 2)
  desk.advance(seconds(2))
  assert.deepEqual(desk.asked.toSorted(), ["1 other", "1 service", "2 other", "2 service"])
  for (const node of [1, 2]) {
    const [first = 0, second = 0, ...more] = welcomes(desk, node)
    assert.deepEqual([first, more], [40, []])
    assert.ok(second >= 40 + 250 + 10 && second <= 40 + 750 + 10, String(second))
  }
  const news = desk.told.filter((one) => one.includes("+")).map((one) => one.split(" @")[0])
  assert.deepEqual(news.toSorted(), ["1 service +b -", "2 service +a -"])
})

// Upstream's clients ask the other one for ever (spec/discovery.md 2.5, redirect stickiness).
test("when the one that it was sent to fails, a client asks its own again, and stays with it", () => {
  const desk = new Desk(REDIRECTED)
  desk.enter(1, 2)
  desk.advance(seconds(2))
  desk.asked.length = 0
  desk.services.goDown("other", desk.now)
  desk.advance(minutes(1))
  desk.services.goUp("other")
  desk.advance(minutes(10))
  assert.deepEqual(desk.asked.toSorted(), ["1 service", "2 service"])
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(1, ["192.0.2.1:51820"])
      desk.advance(seconds(1))
    }),
    ["2 service +a(192.0.2.1:51820) -"],
  )
})

test("so does one that never got there, and it tries no other way than its own when that fails", () => {
  const desk = new Desk(REDIRECTED)
  desk.unreachable.add("1 other")
  desk.enter(1)
  desk.advance(seconds(5))
  assert.deepEqual(desk.asked, ["1 service", "1 other", "1 service"])
  desk.services.restart("service", desk.now)
  desk.advance(seconds(5))
  assert.deepEqual(desk.asked, ["1 service", "1 other", "1 service", "1 service"])
})

test("a service that sends everybody to itself keeps them", () => {
  const desk = new Desk({ services: [service("service", { redirect: "service" })] })
  desk.enter(1, 2)
  assert.deepEqual(desk.newsOf(() => desk.advance(seconds(1))).length, 2)
})
