import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { libc } from "../linux/libc.ts"
import { receiveMessage } from "./message_buffer.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import { openSocketIn } from "./socket.ts"
import { readSocketAddress, socketAddress } from "../linux/socket_address.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

// ip(7): IP_RECVTTL is 12, its control message has the level 0 and the type IP_TTL, 2.
test("a message has its sender, its payload and what else was asked for, each time anew", { skip }, () => {
  performSteps([{ tool: "ip", line: "netns add mb" }, { tool: "ip", namespace: "mb", line: "link set dev lo up" }])
  const address = socketAddress("v4", 4000, ipAddress("127.0.0.1"))
  using socket = openSocketIn("mb", { domain: 2, type: 2, protocol: 0 }, "a port", (socket) => socket.bind(address))
  const send = (payload: Uint8Array<ArrayBuffer>) =>
    assert.equal(libc().sendto(socket.descriptor, payload, payload.length, 0, address, 16), payload.length)
  const received = () => {
    const message = receiveMessage(socket.descriptor, 0)
    const control = message?.control.map(({ level, type, data }) => [level, type, data[0]])
    return message &&
      [readSocketAddress(message.name), [...message.payload.slice(0, 3)], message.payload.length, control]
  }
  assert.equal(received(), undefined)
  assert.equal(libc().errno(), 11)
  send(Uint8Array.of(1, 2, 3))
  assert.deepEqual(received(), [endpoint("127.0.0.1:4000"), [1, 2, 3], 3, []])
  socket.set(0, 12, 1)
  send(new Uint8Array(65_507).fill(7))
  assert.deepEqual(received(), [endpoint("127.0.0.1:4000"), [7, 7, 7], 65_507, [[0, 2, 64]]])
})
