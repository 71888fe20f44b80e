import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { before, test } from "node:test"
import { outsideSandbox as skip } from "../../../tests/harness/native.ts"
import { libc } from "../linux/libc.ts"
import { performSteps } from "../netns/perform.ts"
import type { LineNews } from "./line_news.ts"
import { InterfaceGone, openTun } from "./tun.ts"
import { TunWatch } from "./tun_watch.ts"
import { closeUdpSockets, openUdpSockets } from "./udp_sockets.ts"

const ip = (line: string, namespace?: string): void =>
  performSteps([{ tool: "ip", line, ...(namespace !== undefined && { namespace }) }])

function watched(name: string) {
  const tun = openTun(name)
  const sockets = openUdpSockets(0, 0)
  const news: LineNews[] = []
  const watch = new TunWatch(tun, (one) => news.push(one))
  const close = (): void => {
    closeUdpSockets(sockets)
    libc().close(tun.descriptor)
  }
  return { look: () => watch.look(sockets.v4 ?? -1), news, [Symbol.dispose]: close }
}

before(() => {
  if (skip === false) ip("netns add tw")
})

test("another MTU is seen, and is no news", { skip }, () => {
  using tun = watched("tw0")
  assert.equal(tun.look(), 1500)
  ip("link set dev tw0 mtu 1280")
  assert.equal(tun.look(), 1280)
  assert.deepEqual(tun.news, [])
})

test("an interface is known by its new name, which is told once", { skip }, () => {
  using tun = watched("tw1")
  ip("link set dev tw1 name tw2 mtu 1300")
  assert.equal(tun.look(), 1300)
  tun.look()
  ip("link set dev tw2 mtu 1400")
  assert.equal(tun.look(), 1400)
  assert.deepEqual(tun.news, [{ _tag: "InterfaceRenamed", name: "tw2" }])
})

test("a name that is no text ends nothing", { skip }, () => {
  using tun = watched("tw6")
  tun.look()
  spawnSync("sh", ["-c", "ip link set dev tw6 name \"$(printf '\\377\\376\\377\\377\\377\\377')\" mtu 1300"])
  assert.equal(tun.look(), 1500)
  assert.equal(tun.news[0]?._tag, "InterfaceRenamed")
})

test("in another namespace it keeps the MTU it had, and that is told each time it goes there", { skip }, () => {
  using tun = watched("tw3")
  ip("link set dev tw3 mtu 1234")
  tun.look()
  for (let i = 0; i < 2; i++) {
    ip("link set dev tw3 netns tw")
    assert.equal(tun.look(), 1234)
    assert.equal(tun.look(), 1234)
    ip("link set dev tw3 netns 1", "tw")
    assert.equal(tun.look(), 1234)
  }
  const moved = { _tag: "InterfaceMoved", mtu: 1234 }
  assert.deepEqual(tun.news, [moved, moved])
})

test("its end is an error that names it, wherever it was deleted", { skip }, () => {
  const isGone = (error: unknown): boolean => error instanceof InterfaceGone && /"tw5" was deleted/.test(error.message)
  using tun = watched("tw4")
  ip("link set dev tw4 name tw5")
  tun.look()
  ip("link set dev tw5 netns tw")
  tun.look()
  ip("link del dev tw5", "tw")
  assert.throws(tun.look, isGone)
})
