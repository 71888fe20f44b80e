import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import process from "node:process"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { socketOption } from "../../../tests/harness/test_calls.ts"
import { libc } from "../linux/libc.ts"
import { SystemCallError } from "../linux/system_call_error.ts"
import { closeUdpSockets, openUdpSockets, setMark, type UdpSockets } from "./udp_sockets.ts"

const skipMark = skip === false && process.getuid?.() !== 0 ? "SO_MARK needs root" : skip

/** Number and value: linux/socket.h, linux/udp.h, linux/in.h, linux/in6.h. */
const [SOL_SOCKET, SO_MARK, SO_RCVBUF, SOL_UDP, UDP_GRO] = [1, 36, 8, 17, 104]

const descriptors = (): number => readdirSync("/proc/self/fd").length

const both = ({ v4, v6 }: UdpSockets): readonly number[] => [v4, v6].filter((one) => one !== undefined)

test("any port is the same one in both families", { skip }, () => {
  for (let i = 0; i < 20; i++) {
    const sockets = openUdpSockets(0, 0)
    assert.ok(sockets.port > 0 && sockets.v4 !== undefined && sockets.v6 !== undefined)
    assert.throws(() => openUdpSockets(sockets.port, 0), /EADDRINUSE/)
    closeUdpSockets(sockets)
  }
})

test("a port that was closed can be had again", { skip }, () => {
  const first = openUdpSockets(0, 0)
  closeUdpSockets(first)
  const again = openUdpSockets(first.port, 0)
  assert.equal(again.port, first.port)
  closeUdpSockets(again)
})

test("a port that is taken in either family is refused, and nothing stays open", { skip }, () => {
  for (const family of ["v4", "v6"] as const) {
    const taken = openUdpSockets(0, 0)
    const other = family === "v4" ? taken.v6 : taken.v4
    libc().close(other ?? -1)
    const before = descriptors()
    assert.throws(
      () => openUdpSockets(taken.port, 0),
      (error) =>
        error instanceof SystemCallError && error.code === "EADDRINUSE" && error.message.includes(`IP${family}`),
    )
    assert.equal(descriptors(), before)
    libc().close(taken[family] ?? -1)
  }
})

test("sockets take runs of datagrams, and room for a burst where that is allowed", { skip }, () => {
  const sockets = openUdpSockets(0, 0)
  for (const socket of both(sockets)) {
    assert.equal(socketOption(socket, SOL_UDP, UDP_GRO), 1)
    if (process.getuid?.() === 0) assert.ok(socketOption(socket, SOL_SOCKET, SO_RCVBUF) >= 7 * 1024 * 1024)
  }
  closeUdpSockets(sockets)
})

// ip(7): IP_PKTINFO 8, IP_RECVTOS 13, IP_MTU_DISCOVER 10; ipv6(7): IPV6_V6ONLY 26, IPV6_RECVPKTINFO 49,
// IPV6_RECVTCLASS 66, IPV6_MTU_DISCOVER 23, where 0 is "never set DF".
test("sockets tell addresses and traffic classes, and let routers fragment", { skip }, () => {
  const sockets = openUdpSockets(0, 0)
  const [v4, v6] = both(sockets)
  assert.ok(v4 !== undefined && v6 !== undefined)
  assert.deepEqual([8, 13, 10].map((name) => socketOption(v4, 0, name)), [1, 1, 0])
  assert.deepEqual([26, 49, 66, 23].map((name) => socketOption(v6, 41, name)), [1, 1, 1, 0])
  closeUdpSockets(sockets)
})

test("a mark is on both sockets, from the beginning or later, and can be taken off", { skip: skipMark }, () => {
  const sockets = openUdpSockets(0, 77)
  const marks = (): readonly number[] => both(sockets).map((socket) => socketOption(socket, SOL_SOCKET, SO_MARK))
  assert.deepEqual(marks(), [77, 77])
  setMark(sockets, 0x7fffffff)
  assert.deepEqual(marks(), [0x7fffffff, 0x7fffffff])
  setMark(sockets, 0)
  assert.deepEqual(marks(), [0, 0])
  setMark(sockets, 0xca6c0001)
  assert.deepEqual(marks().map((mark) => mark >>> 0), [0xca6c0001, 0xca6c0001])
  closeUdpSockets(sockets)
})
