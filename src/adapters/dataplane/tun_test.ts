import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"
import { outsideSandbox as skip, withoutCalls } from "../../../tests/harness/native.ts"
import { libc } from "../linux/libc.ts"
import { performSteps } from "../netns/perform.ts"
import { NoTun, openTun, readMtu, readName } from "./tun.ts"
import { closeUdpSockets, openUdpSockets } from "./udp_sockets.ts"

const ip = (line: string): void => performSteps([{ tool: "ip", line }])

/** What ip(8) says of an interface; undefined if there is none. */
function linkOf(name: string): string | undefined {
  const { status, stdout } = spawnSync("ip", ["-details", "link", "show", "dev", name], { encoding: "utf8" })
  return status === 0 ? stdout : undefined
}

test("an interface comes with its descriptor, carries virtio_net_hdr, and goes when that is closed", { skip }, () => {
  const tun = openTun("tt0")
  assert.equal(tun.name, "tt0")
  assert.match(linkOf("tt0") ?? "", /tun type tun pi off vnet_hdr on/)
  assert.ok(tun.hasTcpOffload)
  assert.ok(libc().recv(tun.descriptor, new Uint8Array(8), 8, 0) < 0)
  libc().close(tun.descriptor)
  assert.equal(linkOf("tt0"), undefined)
})

test("its MTU is read as it changes, and there is none once it is gone", { skip }, () => {
  const tun = openTun("tt1")
  const sockets = openUdpSockets(0, 0)
  const mtu = (): number | undefined => readMtu(sockets.v4 ?? -1, "tt1")
  assert.equal(mtu(), 1500)
  ip("link set dev tt1 mtu 1280")
  assert.equal(mtu(), 1280)
  ip("link set dev tt1 mtu 65535")
  assert.equal(mtu(), 65_535)
  ip("link del tt1")
  assert.equal(mtu(), undefined)
  libc().close(tun.descriptor)
  closeUdpSockets(sockets)
})

test("its name is the one that it has now, and it has none once it is gone", { skip }, () => {
  const tun = openTun("tt5")
  assert.equal(readName(tun.descriptor), "tt5")
  ip("link set dev tt5 name tt-fifteen-long")
  assert.equal(readName(tun.descriptor), "tt-fifteen-long")
  ip("link del tt-fifteen-long")
  assert.equal(readName(tun.descriptor), undefined)
  libc().close(tun.descriptor)
})

test("a name that is taken is refused, and the error says by what", { skip }, () => {
  const tun = openTun("tt2")
  assert.throws(
    () => openTun("tt2"),
    (error) => error instanceof NoTun && /"tt2" already, and somebody has it open/.test(error.message),
  )
  assert.ok(linkOf("tt2") !== undefined, "the one that was there is not harmed")
  libc().close(tun.descriptor)
  ip("link add tt3 type veth peer name tt4")
  assert.throws(() => openTun("tt3"), /"tt3" is the name of another interface/)
  ip("link del tt3")
})

// linux/if.h: IFNAMSIZ is 16, with the zero at its end. Where /dev/net/tun is not there, that is what is told.
test("what can be no name is refused before the kernel makes one up", { skip: withoutCalls }, () => {
  for (const name of ["", "0123456789abcdef", "tun%d"]) assert.throws(() => openTun(name), NoTun)
  const sockets = openUdpSockets(0, 0)
  assert.throws(() => readMtu(sockets.v4 ?? -1, "0123456789abcdef"), /"0123456789abcdef" is no name for an interface/)
  closeUdpSockets(sockets)
})

test("the longest name is one", { skip }, () => {
  const tun = openTun("0123456789abcde")
  assert.ok(linkOf("0123456789abcde") !== undefined)
  libc().close(tun.descriptor)
})
