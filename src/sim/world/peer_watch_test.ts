import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { instant } from "../../domain/net/instant.ts"

const at = (on: string, address: string) => ({ interfaces: { eth0: { on, address } } })
const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
const lines = (world: ReturnType<typeof ranWorld>, node: string): string[] =>
  world.log.story.lines.filter((line) => line.node === node).map(({ text }) => text)

test("a story has tries, where peers are heard from, and changes of state, each once", () => {
  const world = ranWorld({
    duration: "3m",
    routers: { home },
    nodes: { a: at("home", "192.168.1.2"), s: at("internet", "198.51.100.1") },
  })
  assert.deepEqual(lines(world, "s"), [
    "tries a at 192.168.1.2:51820 (first candidate)",
    "hears a from 203.0.113.1:51820",
    "sees a up",
  ])
})

test("a peer that fell silent is seen down at a pass, and forgotten when discovery forgets it", () => {
  const world = ranWorld({
    duration: "40m",
    nodes: { a: at("internet", "198.51.100.2"), s: at("internet", "198.51.100.1") },
    traffic: [],
    timeline: [{ at: "10s", do: "stop", node: "a" }],
  })
  const told = lines(world, "s")
  assert.ok(told.includes("sees a down") && told.at(-1) === "forgets a", told.join("; "))
})

test("neighbours on a LAN are local, and on the internet nobody is", () => {
  const isLocal = (routers: unknown, nodes: unknown): boolean | undefined => {
    const world = ranWorld({ routers, nodes })
    return world.log.history.pair(0, 1).at(world.end)?.isLocal
  }
  assert.equal(isLocal({ home }, { a: at("home", "192.168.1.2"), b: at("home", "192.168.1.3") }), true)
  assert.equal(isLocal({}, { a: at("internet", "198.51.100.1"), b: at("internet", "198.51.100.2") }), false)
})

const S = 1_000_000
const two = { a: at("internet", "198.51.100.2"), s: at("internet", "198.51.100.1") }
const knows = (world: ReturnType<typeof ranWorld>, from: number, second: number): boolean =>
  world.log.history.pair(from, 1 - from).at(instant(second * S)) !== undefined

test("a node that stops knows nobody, and begins anew when it starts again", () => {
  const timeline = [{ at: "30s", do: "stop", node: "a" }, { at: "40s", do: "start", node: "a" }]
  const world = ranWorld({ nodes: two, timeline })
  assert.deepEqual([29, 31, 40, 41].map((second) => knows(world, 0, second)), [true, false, false, true])
  assert.ok(knows(world, 1, 35), "the other still knows it")
  assert.ok(!lines(world, "a").includes("sees s unknown"))
})

test("a peer that discovery forgot is not known any more", () => {
  const world = ranWorld({ duration: "90m", nodes: two, traffic: [], timeline: [{ at: "30s", do: "stop", node: "a" }] })
  assert.deepEqual([20 * 60, 80 * 60].map((second) => knows(world, 1, second)), [true, false])
})

test("whoever leaves a LAN is local to nobody there, from either side, and is again when back", () => {
  const cafe = { outside: "203.0.113.2", inside: "192.168.1.0/24" }
  const move = { do: "move", node: "a", interface: "eth0" }
  const world = ranWorld({
    duration: "2m",
    routers: { home, cafe },
    nodes: { a: at("home", "192.168.1.2"), b: at("home", "192.168.1.3") },
    timeline: [
      { at: "60s", ...move, to: { on: "cafe", address: "192.168.1.7" } },
      { at: "70s", ...move, to: { on: "home", address: "192.168.1.2" } },
    ],
  })
  const isLocal = (from: number, second: number) =>
    world.log.history.pair(from, 1 - from).at(instant(second * S))?.isLocal
  assert.deepEqual([59, 61, 71].flatMap((second) => [isLocal(0, second), isLocal(1, second)]), [
    true,
    true,
    false,
    false,
    true,
    true,
  ])
})
