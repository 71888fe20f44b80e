import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, service } from "../../../tests/harness/discovery_desk.ts"
import { nodeId } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { duration, millis, minutes, seconds } from "../../domain/net/instant.ts"

test("a client learns as whom it is seen, then who else is there, then what changes", () => {
  const desk = new Desk()
  desk.enter(1)
  desk.advance(seconds(1))
  desk.join(2)
  desk.advance(millis(100))
  desk.publish(2)
  desk.advance(seconds(1))
  assert.deepEqual(desk.told, [
    "1 is 203.0.113.1 @40",
    "2 is 203.0.113.2 @1040",
    "2 service +a - @1080",
    "1 service +b - @1140",
  ])
})

test("whoever is alone is told of nobody, himself included, however often he says who he is", () => {
  const desk = new Desk()
  assert.deepEqual(
    desk.newsOf(() => {
      desk.enter(1)
      desk.advance(seconds(1))
      desk.publish(1, ["192.0.2.1:51820"])
      desk.advance(minutes(90))
    }),
    [],
  )
})

test("publishing the same again tells nobody, and neither does a refresh", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.advance(seconds(1))
  const news = desk.newsOf(() => {
    for (let i = 0; i < 3; i++) desk.publish(1)
    desk.advance(minutes(90))
  })
  assert.deepEqual(news, ["2 service +a -"])
})

test("everything that happens at one instant is told in one report", () => {
  const desk = new Desk()
  desk.enter(1)
  desk.advance(seconds(1))
  desk.join(2, 3, 4)
  desk.advance(seconds(1))
  assert.deepEqual(
    desk.newsOf(() => {
      for (const node of [2, 3, 4]) desk.publish(node)
      desk.advance(seconds(1))
    }).toSorted(),
    ["1 service +b,c,d -", "2 service +c,d -", "3 service +b,d -", "4 service +b,c -"],
  )
})

// TTL 30 min, looked for once a minute (spec/discovery.md 3.3): what arrived at 60 ms is over at 30 min and 60 ms, found
// at 31 min, and told 20 ms later.
test("an entry that is refreshed stays, and one whose node left is gone after half an hour and the next look", () => {
  const desk = new Desk()
  desk.enter(1, 2, 3)
  desk.advance(minutes(1))
  desk.services.leave(2)
  desk.told.length = 0
  desk.advance(minutes(120))
  assert.deepEqual(desk.told, ["1 service + -b @1860020", "3 service + -b @1860020"])
})

test("a node that left is told nothing more, and one that comes back is told of everybody anew", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.services.leave(1)
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(2, ["192.0.2.2:51820"])
      desk.publish(1, ["192.0.2.1:51820"])
      desk.advance(seconds(1))
    }),
    [],
  )
  assert.deepEqual(
    desk.newsOf(() => {
      desk.join(1)
      desk.advance(seconds(1))
    }),
    ["1 service +b(192.0.2.2:51820) -"],
  )
})

// Consequences of merging, spec/kubespan.md 8.3 (a) and (b).
test("an endpoint that is no longer announced goes on being told, before the new one, until its time is over", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.publish(1, ["192.0.2.1:51820"])
  desk.advance(seconds(1))
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(1, ["198.51.100.1:51820"])
      desk.advance(minutes(60))
    }),
    ["2 service +a(192.0.2.1:51820 198.51.100.1:51820) -", "2 service +a(198.51.100.1:51820) -"],
  )
})

// Spec/kubespan.md section 7: receiving nodes need no option, they see the endpoints inside the affiliate.
test("an endpoint at which one node sees another is told to all the rest as that one's", () => {
  const desk = new Desk()
  desk.enter(1, 2, 3)
  desk.advance(seconds(1))
  const seen = { nodeId: nodeId("b"), endpoint: endpoint("203.0.113.2:40001") }
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(1, [], [seen])
      desk.advance(seconds(1))
    }).toSorted(),
    ["1 service +b(203.0.113.2:40001) -", "3 service +b(203.0.113.2:40001) -"],
  )
})

// Spec/discovery.md 3.2: endpoint-only updates by others keep an affiliate alive.
test("whoever is still seen by another outlives its own last word, until that one no longer sees it", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.publish(1, [], [{ nodeId: nodeId("b"), endpoint: endpoint("203.0.113.2:40001") }])
  desk.services.leave(2)
  desk.advance(seconds(1))
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(120))), [])
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(1)
      desk.advance(minutes(45))
    }),
    ["1 service + -b"],
  )
})

test("what was under way on an old connection is void", () => {
  const desk = new Desk()
  desk.join(1)
  desk.advance(millis(30))
  desk.join(1)
  desk.advance(seconds(1))
  assert.deepEqual(desk.told, ["1 is 203.0.113.1 @70"])
})

test("a slow service takes as long as it takes, each way", () => {
  const desk = new Desk()
  desk.services.setLatency("service", seconds(1))
  desk.enter(1, 2)
  desk.advance(seconds(10))
  assert.deepEqual(desk.told.toSorted(), [
    "1 is 203.0.113.1 @2000",
    "1 service +b - @4000",
    "2 is 203.0.113.2 @2000",
    "2 service +a - @4000",
  ])
})

test("a service that is not used is not asked", () => {
  const desk = new Desk({ services: [service("service"), service("other")], used: ["service"] })
  desk.enter(1, 2)
  desk.advance(seconds(1))
  assert.deepEqual(desk.asked, ["1 service", "2 service"])
})

test("services that differ in what they know are told apart, and each takes away only its own", () => {
  const desk = new Desk({ services: [service("x"), service("y")], used: ["x", "y"] })
  for (const barred of ["2 y", "3 x"]) desk.unreachable.add(barred)
  assert.deepEqual(
    desk.newsOf(() => {
      desk.enter(1, 2, 3)
      desk.advance(seconds(1))
    }).toSorted(),
    ["1 x +b -", "1 y +c -", "2 x +a -", "3 y +a -"],
  )
  desk.unreachable.delete("2 y")
  desk.enter(2)
  desk.advance(seconds(1))
  desk.services.leave(2)
  desk.services.leave(3)
  desk.services.goDown("y", desk.now)
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(40))), ["1 x + -b"], "y says nothing while it is down")
})

test("while a service is down clients ask again, ever more slowly, and find it when it is back", () => {
  const desk = new Desk()
  desk.services.goDown("service", desk.now)
  desk.enter(1)
  desk.advance(minutes(10))
  assert.equal(desk.told.length, 0)
  // 0.5 s growing by half, each within 50 %, up to a minute: at most 30 attempts in ten minutes, at least 15.
  assert.ok(desk.asked.length >= 15 && desk.asked.length <= 30, String(desk.asked.length))
  desk.services.goUp("service")
  desk.join(2)
  desk.advance(seconds(91))
  assert.ok(desk.told.some((one) => one.startsWith("1 is")))
  assert.ok(desk.told.some((one) => one.startsWith("2 service +a")), "what was published meanwhile arrives")
})

test("a service that goes down while everybody is connected takes nobody away, and tells what it missed when it is back", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.services.goDown("service", desk.now)
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(2, ["192.0.2.2:51820"])
      desk.advance(minutes(5))
    }),
    [],
  )
  assert.deepEqual(
    desk.newsOf(() => {
      desk.services.goUp("service")
      desk.advance(minutes(3))
    }),
    ["1 service +b(192.0.2.2:51820) -"],
  )
})

// Upstream's clients lose every peer at once (siderolabs/discovery-service#54).
test("a service that restarts has forgotten everything, is told again, and nobody is told that anybody left", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  assert.deepEqual(
    desk.newsOf(() => {
      desk.services.restart("service", desk.now)
      desk.join(3)
      desk.advance(seconds(5))
    }).toSorted(),
    ["3 service +a -", "3 service +b -"],
  )
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(120))), [])
})

test("whoever does not come back after a restart is given up when the service itself would have done so", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.services.leave(2)
  desk.services.restart("service", desk.now)
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(30))), [])
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(2))), ["1 service + -b"])
})

// Missing since the snapshot at 60 s, four crossings after the client came back (spec/discovery.md 3.3: TTL 30 min).
test("whom a snapshot misses is gone exactly half an hour later, found at the next look", () => {
  const goneAt = (start: number): readonly string[] => {
    const desk = new Desk()
    desk.enter(1, 2)
    desk.advance(duration(start))
    desk.services.leave(2)
    desk.services.restart("service", desk.now)
    desk.join(1)
    desk.told.length = 0
    desk.advance(minutes(60))
    return desk.told.filter((one) => one.includes("+"))
  }
  const inTime = minutes(1) - 4 * millis(20)
  assert.deepEqual(goneAt(inTime), ["1 service + -b @1860000"])
  assert.deepEqual(goneAt(inTime + 1), ["1 service + -b @1920000"])
})

test("and so he is by a client that connects anew all the time", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.services.leave(2)
  desk.services.restart("service", desk.now)
  const roam = (times: number) => () => {
    for (let i = 0; i < times; i++) {
      desk.advance(minutes(5))
      desk.join(1)
    }
  }
  assert.deepEqual(desk.newsOf(roam(6)), [])
  assert.deepEqual(desk.newsOf(roam(1)), ["1 service + -b"])
})

test("a restart also ends an outage", () => {
  const desk = new Desk({ services: [service("service", { isUp: false })] })
  desk.enter(1)
  desk.advance(seconds(5))
  desk.services.restart("service", desk.now)
  desk.advance(seconds(91))
  assert.equal(desk.told.length, 1)
})

test("a client that cannot reach a service tries again when it can, and others do not wait for it", () => {
  const desk = new Desk()
  desk.unreachable.add("1 service")
  desk.enter(1, 2)
  desk.advance(seconds(10))
  assert.deepEqual(desk.told, ["2 is 203.0.113.2 @40"])
  desk.unreachable.clear()
  assert.deepEqual(desk.newsOf(() => desk.advance(seconds(91))).toSorted(), ["1 service +b -", "2 service +a -"])
})

test("what a client says arrives in the order in which it said it, also when the service becomes quicker", () => {
  const desk = new Desk({ services: [service("service", { latency: seconds(5) })] })
  desk.enter(1, 2)
  desk.advance(minutes(1))
  desk.publish(1, ["192.0.2.1:1"])
  desk.advance(seconds(1))
  desk.services.setLatency("service", millis(20))
  desk.publish(1, ["192.0.2.2:2"])
  assert.match(desk.newsOf(() => desk.advance(minutes(1))).at(-1) ?? "", /192\.0\.2\.1:1 192\.0\.2\.2:2/)
})

test("a new connection does not wait for what was under way on the old one", () => {
  const desk = new Desk({ services: [service("service", { latency: seconds(5) })] })
  desk.enter(1)
  desk.advance(seconds(1))
  desk.services.setLatency("service", millis(20))
  desk.join(1)
  desk.advance(minutes(1))
  assert.deepEqual(desk.told, ["1 is 203.0.113.1 @1040"])
})

test("a client that a report cannot reach connects anew, and is told what it missed", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.unreachable.add("1 service")
  assert.deepEqual(
    desk.newsOf(() => {
      desk.publish(2, ["192.0.2.2:51820"])
      desk.advance(minutes(5))
    }),
    [],
  )
  desk.unreachable.clear()
  assert.deepEqual(desk.newsOf(() => desk.advance(seconds(91))), ["1 service +b(192.0.2.2:51820) -"])
})

test("what a client says on its way out of reach gets there only when it is back", () => {
  const desk = new Desk()
  desk.enter(1, 2)
  desk.advance(seconds(1))
  desk.publish(1, ["192.0.2.1:51820"])
  desk.unreachable.add("1 service")
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(5))), [])
  desk.unreachable.clear()
  assert.deepEqual(desk.newsOf(() => desk.advance(seconds(91))), ["2 service +a(192.0.2.1:51820) -"])
})

// A nonce that comes again under one key gives away what it sealed (spec/discovery.md 2.2).
test("no two runs of a node, and no two nodes, draw the same nonces", () => {
  const desk = new Desk()
  for (let run = 0; run < 3; run++) {
    desk.enter(1, 2)
    desk.publish(1, [`192.0.2.${run}:1`])
    desk.advance(seconds(1))
    for (const node of [1, 2]) desk.services.leave(node)
  }
  const nonces = desk.updates.flatMap(({ requests }) => requests.map(({ data }) => data.slice(0, 12).join()))
  assert.deepEqual([nonces.length, new Set(nonces).size], [6, 6])
})

test("as whom it is seen a node learns before it says who it is, so that it says that once", () => {
  const desk = new Desk()
  desk.onWelcome = (node, seenAs) => desk.publish(node, seenAs.map((one) => `${one}:51820`))
  desk.enter(1, 2)
  assert.deepEqual(desk.newsOf(() => desk.advance(minutes(1))).toSorted(), [
    "1 service +b(203.0.113.2:51820) -",
    "2 service +a(203.0.113.1:51820) -",
  ])
  assert.equal(desk.updates.length, 2)
})
