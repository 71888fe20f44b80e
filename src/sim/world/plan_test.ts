import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"

const at = (address: string, start?: string) => ({
  interfaces: { eth0: { on: "internet", address } },
  ...(start && { start }),
})

test("nodes start when they say, before what else happens then, and never if they say so", () => {
  const world = ranWorld({
    nodes: { a: at("198.51.100.1"), b: at("198.51.100.2", "5s"), c: at("198.51.100.3", "never") },
    timeline: [{ at: "7s", do: "start", node: "c" }, { at: "5s", do: "heal" }],
  })
  const actions = world.log.story.lines.filter(({ node }) => node === "").map(({ at, text }) =>
    `${at / 1_000_000} ${text}`
  )
  assert.deepEqual(actions, ["0 a starts", "5 b starts", "5 all partitions are healed", "7 c starts"])
})
