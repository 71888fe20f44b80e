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
