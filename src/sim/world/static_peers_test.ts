import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld, worldOf } from "../../../tests/harness/worlds.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { NEVER } from "../../domain/net/instant.ts"
import { publicKeyOf } from "../../domain/public_key.ts"
import { staticAffiliates } from "./static_peers.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
const nodes = {
  a: at("home", "192.168.1.2", { static: { b: ["198.51.100.2:51820", "[2001:db8::2]:41641"], c: [] } }),
  b: at("internet", "198.51.100.2", { id: "the-id-of-b" }),
  c: at("internet", "198.51.100.3"),
}

test("whom a node was told of it knows by key, mesh address and id, with the endpoints it was given and nothing else", () => {
  const { file, nodes: all } = worldOf({ routers: { home }, nodes })
  const [b, c, ...others] = staticAffiliates(file.nodes["a"] ?? assert.fail("a is in the file"), all)
  assert.equal(others.length, 0)
  const { self, meshAddress, device } = all.named("b").config
  assert.equal(self.nodeId, "the-id-of-b")
  assert.deepEqual(b, {
    ...self,
    kubespan: {
      publicKey: publicKeyOf(device.keys.publicKey),
      address: meshAddress,
      additionalAddresses: [],
      endpoints: [
        { address: "198.51.100.2", port: 51820 },
        { address: "2001:db8::2", port: 41641 },
      ],
      excludeAdvertisedNetworks: [],
    },
  })
  assert.deepEqual([b.addresses, b.nodename], [[], "b"])
  assert.deepEqual([c?.nodeId, c?.kubespan?.endpoints], ["c", []])
})

test("whoever was told of nobody knows nobody", () => {
  const { file, nodes: all } = worldOf({ routers: { home }, nodes })
  assert.deepEqual(staticAffiliates(file.nodes["b"] ?? assert.fail("b is in the file"), all), [])
})

test("without any discovery, one that was told where the other is calls, and the other who was told of it answers", () => {
  const told = {
    ...nodes,
    b: at("internet", "198.51.100.2", { static: { a: [] } }),
    c: at("internet", "198.51.100.3", { static: { a: [] } }),
  }
  const world = ranWorld({ routers: { home }, nodes: told, discovery: { state: "down" } })
  const isAnswered = (from: number, to: number) =>
    world.log.pings.between(from, to).some((one) => one.answeredAt < NEVER)
  assert.deepEqual([isAnswered(0, 1), isAnswered(1, 0), isAnswered(0, 2), isAnswered(2, 0)], [true, true, false, false])
  const { peer } = world.log.history.pair(0, 1).at(world.end) ?? assert.fail("a knows b")
  assert.deepEqual(peer.spec.endpoints.map(formatEndpoint), ["198.51.100.2:51820", "[2001:db8::2]:41641"])
})

test("what a node was told is not taken away when discovery no longer knows the other, nor by its own restart", () => {
  const world = ranWorld({
    duration: "50m",
    routers: { home },
    nodes,
    traffic: [],
    timeline: [{ at: "10s", do: "stop", node: "b" }, { at: "20s", do: "stop", node: "c" }, {
      at: "45m",
      do: "stop",
      node: "a",
    }, {
      at: "46m",
      do: "start",
      node: "a",
    }],
  })
  const lines = world.log.story.lines.filter(({ node }) => node === "a").map(({ at, text }) => ({ at, text }))
  assert.ok(!lines.some(({ text }) => text.startsWith("forgets")))
  const after = lines.find(({ at, text }) => at >= 46 * 60_000_000 && text.startsWith("tries b"))
  assert.match(after?.text ?? "", /tries b at 198\.51\.100\.2:51820 \(first candidate\)/)
})
