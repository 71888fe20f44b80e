import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"

/** `count` routers of which each is behind the one before; with `isClosed` the first is behind the last. */
function chain(count: number, isClosed: boolean): readonly string[] {
  const routers = Array.from({ length: count }, (_, i) => {
    const behind = i > 0 ? `r${i - 1}` : isClosed ? `r${count - 1}` : "internet"
    const outside = i > 0 ? `10.${i - 1}.0.2` : "203.0.113.1"
    return [`r${i}`, { behind, outside, inside: `10.${i}.0.0/16`, nat: "none" }]
  })
  const nodes = { s: SMALL.nodes.s }
  return complaints(small({ routers: Object.fromEntries(routers), nodes, expect: [{ that: "no-plaintext" }] }))
}

const tooDeep = (name: string) => `routers.${name}.behind: "${name}" is behind more than 32 routers, or behind itself`

test("a router is behind 32 others at most", () => {
  assert.deepEqual(chain(33, false), [])
  assert.deepEqual(chain(35, false), [tooDeep("r33"), tooDeep("r34")])
})

test("a circle is told as one if it is small, and whichever way it is no longer followed than that", () => {
  assert.deepEqual(chain(1, true), ['routers.r0.behind: "r0" is behind itself'])
  assert.deepEqual(chain(3, true).length, 3)
  const complaints = chain(200, true)
  assert.equal(complaints.length, 200)
  assert.equal(complaints[0], tooDeep("r0"))
})

test("a network has 16 prefixes at most", () => {
  const inside = (count: number) => {
    const blocks = Array.from({ length: count }, (_, i) => `192.168.${i + 1}.0/24`)
    return complaints(small({ routers: { home: { outside: "203.0.113.1", inside: blocks } } }))
  }
  assert.deepEqual(inside(16), [])
  assert.deepEqual(inside(17), ["routers.home.inside: Expected at most 16 prefixes in one network, not 17"])
})

test("addresses are counted wherever they stand, and nothing else is looked into if there are too many", () => {
  const addresses = (count: number, block: number) =>
    Array.from({ length: count }, (_, i) => `${block}.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  const found = (more: number) =>
    complaints(small({
      routers: { home: { outside: addresses(4_000, 20), inside: "192.168.1.0/24" } },
      nodes: { ...SMALL.nodes, m: { interfaces: { e: { on: "internet", address: addresses(6_000, 21) } } } },
      timeline: [
        { at: "1s", do: "address", node: "m", interface: "e", address: addresses(5_000, 22) },
        {
          at: "2s",
          do: "move",
          node: "m",
          interface: "e",
          to: { on: "nowhere", address: addresses(4_998 + more, 23) },
        },
      ],
    }))
  assert.match(found(0)[0] ?? "", /^timeline\.1\.to\.on: There is no network "nowhere"/)
  assert.deepEqual(found(1), ["nodes: About 20001 addresses in all; expected at most 20000"])
})
