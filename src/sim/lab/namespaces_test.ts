import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { layOut } from "./namespaces.ts"
import type { Step } from "./step.ts"

const file = scenario(small({
  routers: { home: { preset: "linux-bare", outside: "203.0.113.1", inside: "192.168.1.0/24" } },
}))
const { hub, wires, steps } = layOut(file, "x")
const lines = (namespace?: string): readonly string[] =>
  steps.flatMap((step) => (step.tool === "ip" && step.namespace === namespace ? [step.line] : []))

test("every host and router has a namespace, and so has the hub, where all cables end", () => {
  assert.equal(hub, "x-hub.")
  assert.deepEqual(lines(), [
    "netns add x-hub.",
    "netns add x-home",
    "netns add x-a",
    "netns add x-s",
    "link add wan netns x-home address 02:4d:46:00:00:00 type veth peer name w0 netns x-hub.",
    "link add lan netns x-home address 02:4d:46:00:00:01 type veth peer name w1 netns x-hub.",
    "link add eth0 netns x-a address 02:4d:46:00:00:02 type veth peer name w2 netns x-hub.",
    "link add eth0 netns x-s address 02:4d:46:00:00:03 type veth peer name w3 netns x-hub.",
  ])
})

test("a host knows its address and one neighbour, through whom everything goes", () => {
  assert.deepEqual(lines("x-a"), [
    "addr add 192.168.1.2/32 dev eth0",
    "link set dev eth0 mtu 1500 up",
    "neigh add 169.254.255.254 lladdr 02:4d:46:ff:ff:ff dev eth0 nud permanent",
    "route add 192.168.1.0/24 via 169.254.255.254 dev eth0 onlink",
    "route add 0.0.0.0/0 via 169.254.255.254 dev eth0 onlink",
  ])
})

test("a router forwards, remembers for as long as it should, and has its rules", () => {
  const settings = steps.flatMap((step) =>
    step.tool === "sysctl" && step.namespace === "x-home" ? [`${step.key}=${step.value}`] : []
  )
  assert.ok(settings.includes("net.ipv4.ip_forward=1"))
  // spec/nat.md 1.2: 30 and 120 s.
  assert.ok(settings.includes("net.netfilter.nf_conntrack_udp_timeout=30"))
  assert.ok(settings.includes("net.netfilter.nf_conntrack_udp_timeout_stream=120"))
  assert.equal(steps.filter(({ tool }) => tool === "nft").length, 1)
})

const own = new Set(wires.map(({ namespace }) => namespace).concat(hub))

test("no step leaves the lab, and nothing is used before it is there", () => {
  const made = new Set<string>()
  const uses = (step: Step): readonly string[] => {
    if (step.tool !== "ip" || step.namespace !== undefined) return [step.namespace ?? ""]
    return step.line.startsWith("netns add")
      ? []
      : [...step.line.matchAll(/netns (\S+)/g)].map(([, name]) => name ?? "")
  }
  for (const step of steps) {
    for (const namespace of uses(step)) assert.ok(made.has(namespace) && own.has(namespace), JSON.stringify(step))
    const [, name] = step.tool === "ip" ? /^netns add (\S+)$/.exec(step.line) ?? [] : []
    if (name !== undefined) made.add(name)
  }
  assert.deepEqual(made, own)
})

test("a router that has IPv6 inside alone sends it out, too", () => {
  const home = { preset: "linux-bare", outside: "203.0.113.1", inside: ["192.168.1.0/24", "2001:db8:1::/48"] }
  const defaults = layOut(scenario(small({ routers: { home } })), "x").steps.flatMap((step) =>
    step.tool === "ip" && step.namespace === "x-home" && step.line.includes("/0 ") ? [step.line] : []
  )
  assert.deepEqual(defaults, [
    "route add 0.0.0.0/0 via 169.254.255.254 dev wan onlink",
    "route add ::/0 via fe80::4d46 dev wan onlink",
  ])
})

// Linux: no IPv6 on a device with an MTU below 1280, and so no neighbours of that kind either.
test("a device knows neighbours of the families alone that go through it", () => {
  const link = { link: { mtu: 600 } }
  const routers = {
    home: { preset: "linux-bare", outside: "203.0.113.1", inside: "192.168.1.0/24", ...link },
    dual: { preset: "linux-bare", outside: "203.0.113.2", inside: ["192.168.2.0/24", "2001:db8:2::/48"] },
  }
  const neighbours = layOut(scenario(small({ routers })), "x").steps.flatMap((step) =>
    step.tool === "ip" && step.line.startsWith("neigh") ? [`${step.namespace} ${step.line.split(" ")[2]}`] : []
  )
  assert.deepEqual(neighbours.filter((one) => one.startsWith("x-home")), Array(2).fill("x-home 169.254.255.254"))
  const both = ["x-dual 169.254.255.254", "x-dual fe80::4d46"]
  assert.deepEqual(neighbours.filter((one) => one.startsWith("x-dual")), [...both, ...both])
})
