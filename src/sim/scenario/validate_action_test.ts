import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const timeline = (...actions: unknown[]) => complaints(small({ timeline: actions }))

test("what would be done must be something, and in one way", () => {
  const link = { loss: "5%" }
  assert.deepEqual(
    timeline(
      { at: "1s", do: "link", router: "home", interface: "eth0", link },
      { at: "1s", do: "link", router: "home", link: {} },
      { at: "1s", do: "firewall", router: "home", firewall: {} },
      { at: "1s", do: "partition", between: [["a"], ["s", "a"]] },
      { at: "1s", do: "partition", between: [["a", "a"], ["s"]] },
    ),
    [
      'timeline.0: A link is named by "node" and "interface", or by "router"',
      "timeline.1.link: Expected something that changes",
      "timeline.2.firewall: Expected something that changes",
      'timeline.3.between.1.1: "a" stands in these groups twice',
      'timeline.4.between.0.1: "a" stands in these groups twice',
    ],
  )
})

test("a router comes back as an IPv4 address of the network outside", () => {
  const reboot = (outside: string) => timeline({ at: "1s", do: "reboot", router: "home", outside })
  assert.deepEqual(reboot("203.0.113.9"), [])
  assert.deepEqual(reboot("2001:db8::1"), ["timeline.0.outside: Expected an IPv4 address; the others stay as they are"])
  assert.deepEqual(reboot("0.0.0.0"), ["timeline.0.outside: No host can have the address 0.0.0.0"])
  const inner = { behind: "home", outside: "192.168.1.9", inside: "10.0.0.0/8" }
  const routers = { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" }, inner }
  const actions = [{ at: "1s", do: "reboot", router: "inner", outside: "198.51.100.7" }]
  assert.deepEqual(complaints(small({ routers, timeline: actions })), [
    "timeline.0.outside: 198.51.100.7 is not on home, which is 192.168.1.0/24",
  ])
})

test("all that a clock is set by together is a century at most", () => {
  const clock = (by: string) => ({ at: "1s", do: "clock", node: "a", by })
  assert.deepEqual(timeline(clock("+30000d"), clock("-36500d"), clock("+36500d")), [])
  assert.deepEqual(timeline(clock("+30000d"), clock("+30000d")), [
    "timeline.1.by: Together with what it was off by, more than 36500d",
  ])
})

test("an address is given on the network where the interface is by then, in the order of time", () => {
  const address = (at: string, address: string) => ({ at, do: "address", node: "a", interface: "eth0", address })
  const move = (at: string) => ({
    at,
    do: "move",
    node: "a",
    interface: "eth0",
    to: { on: "internet", address: "198.51.100.2" },
  })
  assert.deepEqual(timeline(address("1s", "192.168.1.9"), move("2s"), address("3s", "198.51.100.3")), [])
  const away = (i: number) => `timeline.${i}.address: 198.51.100.3 is not on home, which is 192.168.1.0/24`
  assert.deepEqual(timeline(move("2s"), address("1s", "198.51.100.3")), [away(1)])
  assert.deepEqual(timeline(address("2s", "198.51.100.3"), move("2s")), [away(0)], "at one time, in the file's order")
})
