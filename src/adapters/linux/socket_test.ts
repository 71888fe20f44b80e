import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { openSocket, type Socket } from "./socket.ts"
import { socketAddress } from "./socket_address.ts"

/** AF_INET, SOCK_DGRAM: linux/socket.h. */
const DATAGRAM = { domain: 2, type: 2, protocol: 0 }

const open = (setUp: (socket: Socket) => void = () => {}) => openSocket(DATAGRAM, "the first port", setUp)

const descriptors = (): number => readdirSync("/proc/self/fd").length

test("a socket does not wait, and is closed once", { skip }, () => {
  using first = open((socket) => socket.bind(socketAddress("v4", 0)))
  assert.equal(first.receiveInto(new Uint8Array(10)), undefined)
  first.close()
  assert.equal(first.descriptor, -1)
  using second = open()
  first.close()
  assert.ok(second.descriptor >= 0)
  assert.throws(() => first.receiveInto(new Uint8Array(10)), /cannot receive from the first port.*EBADF/)
})

// asm-generic/socket.h: SOL_SOCKET 1, SO_RCVBUF 8; there is no option 9999.
test("an option that is refused is told, or left to whoever only tries", { skip }, () => {
  using socket = open()
  socket.set(1, 8, 4096)
  assert.throws(() => socket.set(1, 9999, 1), /cannot set option 1\/9999 of the first port.*ENOPROTOOPT/)
  assert.deepEqual([socket.trySet(1, 8, 4096), socket.trySet(1, 9999, 1)], [0, -1])
})

test("a socket that cannot be set up is told what it was for, and nothing stays open", { skip }, () => {
  const before = descriptors()
  const nobodysAddress = Uint8Array.of(2, 0, 0, 0)
  assert.throws(() => open((socket) => socket.bind(nobodysAddress)), /cannot bind the first port: bind failed.*EINVAL/)
  assert.throws(() => openSocket({ ...DATAGRAM, domain: 9999 }, "it", () => {}), /cannot open it.*EAFNOSUPPORT/)
  assert.equal(descriptors(), before)
})
