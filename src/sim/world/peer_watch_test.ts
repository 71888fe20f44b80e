import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"

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
