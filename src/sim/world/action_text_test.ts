import assert from "node:assert/strict"
import { test } from "node:test"
import { actionText } from "./action_text.ts"

test("actions are sentences", () => {
  assert.deepEqual(
    [
      actionText({ at: "1s", do: "move", node: "a", interface: "eth0", to: { on: "lte", address: "10.0.0.1" } }),
      actionText({ at: "1s", do: "address", node: "a", interface: "eth0", address: ["10.0.0.1", "fd00::1"] }),
      actionText({ at: "1s", do: "link", node: "a", interface: "eth0", link: {} }),
      actionText({ at: "1s", do: "reboot", router: "home", outside: "203.0.113.9" }),
      actionText({ at: "1s", do: "partition", between: [["a", "b"], ["c"]] }),
      actionText({ at: "1s", do: "discovery", state: "down" }),
    ],
    [
      "a moves eth0 to lte",
      "a has 10.0.0.1 and fd00::1 on eth0",
      "the link of a eth0 changes",
      "home reboots and comes back as 203.0.113.9",
      "a, b and c are cut off from each other",
      "discovery is down",
    ],
  )
})

test("a registry is named when it is not the only one there may be", () => {
  assert.deepEqual(
    [
      actionText({ at: "1s", do: "discovery", state: "restart" }),
      actionText({ at: "1s", do: "discovery", service: "second", state: "restart" }),
      actionText({ at: "1s", do: "discovery", service: "second", state: "up", latency: "1s" }),
      actionText({ at: "1s", do: "kubernetes", state: "down" }),
    ],
    ["discovery restarts", "discovery (second) restarts", "discovery (second) is up", "kubernetes is down"],
  )
})

test("whoever starts, stops, loses a cable or has another time is named", () => {
  assert.deepEqual(
    [
      actionText({ at: "1s", do: "interface-down", node: "a", interface: "eth0" }),
      actionText({ at: "1s", do: "interface-up", node: "a", interface: "eth0" }),
      actionText({ at: "1s", do: "link", router: "home", link: {} }),
      actionText({ at: "1s", do: "firewall", node: "a", firewall: {} }),
      actionText({ at: "1s", do: "firewall", router: "home", firewall: {} }),
      actionText({ at: "1s", do: "reboot", router: "home" }),
      actionText({ at: "1s", do: "heal" }),
      actionText({ at: "1s", do: "stop", node: "a" }),
      actionText({ at: "1s", do: "start", node: "a" }),
      actionText({ at: "1s", do: "clock", node: "a", by: "-1h" }),
    ],
    [
      "a loses eth0",
      "a has eth0 again",
      "the link of home changes",
      "the firewall of a changes",
      "the firewall of home changes",
      "home reboots",
      "all partitions are healed",
      "a stops",
      "a starts",
      "the clock of a jumps by -1h",
    ],
  )
})
