import assert from "node:assert/strict"
import { test } from "node:test"
import { socketAddress } from "../linux/socket_address.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import { openSocketIn } from "./socket.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

const DATAGRAM = { domain: 2, type: 2, protocol: 0 }

test("a socket belongs to its namespace", { skip }, () => {
  performSteps(["so-a", "so-b"].map((name) => ({ tool: "ip", line: `netns add ${name}` })))
  const open = (namespace: string) =>
    openSocketIn(namespace, DATAGRAM, "the first port", (socket) => socket.bind(socketAddress("v4", 4000)))
  using first = open("so-a")
  using second = open("so-b")
  assert.notEqual(first.descriptor, second.descriptor)
  assert.throws(() => open("so-a"), /cannot bind the first port: bind failed with EADDRINUSE/)
  first.close()
  open("so-a").close()
})
