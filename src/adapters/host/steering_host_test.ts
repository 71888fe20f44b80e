import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import { outsideSandbox as skip } from "../../../tests/harness/native.ts"
import { steeringOf } from "../../domain/mesh/steering.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { performLines } from "../linux/ip_batch.ts"
import { lowerTunnel, raiseTunnel, steer } from "./steering_host.ts"

const tunnel = { name: "steer0", address: ipAddress("fd50::1"), mtu: 1420 }
const run = (tool: string, ...words: string[]): string => execFileSync(tool, words, { encoding: "utf8" })
/** All that is ours to take away. */
const state = (): string =>
  [
    ["nft", "list", "tables"],
    ["ip", "rule"],
    ["ip", "-6", "rule"],
    ["ip", "route", "show", "table", "all", "proto", "static"],
    ["ip", "-6", "route", "show", "table", "all", "proto", "static"],
    ["ip", "address", "show", "to", "fd50::/16"],
  ].map(([tool = "", ...words]) => run(tool, ...words)).join("\n")

/** How many echo requests went into the tunnel while something was done. */
function carried(deed: () => void): number {
  const count = () => Number(/packets (\d+)/.exec(run("nft", "list", "chain", "ip", "seen", "leaving"))?.[1])
  const before = count()
  deed()
  return count() - before
}

function withTunnel(use: () => void): void {
  performLines([
    "link add steer0 type veth peer name steer1",
    "link set dev steer0 arp off",
    "link set dev steer1 up",
    "link add out0 type veth peer name out1",
    "link set dev out0 arp off up",
    "link set dev out1 up",
    "address add 192.0.2.1/24 dev out0",
    "route add default dev out0",
  ])
  run("nft", "add table ip seen; add chain ip seen leaving { type filter hook postrouting priority 300; }")
  run("nft", 'add rule ip seen leaving oifname "steer0" icmp type echo-request counter')
  try {
    use()
  } finally {
    run("nft", "delete table ip seen")
    performLines(["link del steer0", "link del out0"])
  }
}

/** One datagram to there, with this mark. */
function send(to: string, mark: number): void {
  const ping = ["-c", "1", "-W", "0.01", "-m", String(mark), to]
  try {
    run("ping", ...ping)
  } catch {
    // Nobody answers.
  }
}

test(
  "packets for routed networks go into the tunnel, WireGuard's own and all others do not",
  { skip },
  () =>
    withTunnel(() => {
      const before = state()
      raiseTunnel(tunnel)
      steer(steeringOf([prefix("198.51.100.0/24")], tunnel.mtu))
      assert.equal(carried(() => send("198.51.100.7", 0)), 1)
      assert.equal(carried(() => send("198.51.100.7", 0x20)), 0, "WireGuard's own are not looped")
      assert.equal(carried(() => send("203.0.113.7", 0)), 0)
      steer(steeringOf([], tunnel.mtu))
      assert.equal(carried(() => send("198.51.100.7", 0)), 0)
      lowerTunnel(tunnel)
      assert.equal(state(), before)
    }),
)

test(
  "what a run that was killed left behind stands in nobody's way, and goes with the next",
  { skip },
  () =>
    withTunnel(() => {
      const before = state()
      raiseTunnel(tunnel)
      raiseTunnel(tunnel)
      steer(steeringOf([prefix("198.51.100.0/24")], tunnel.mtu))
      lowerTunnel(tunnel)
      assert.equal(state(), before)
    }),
)

test("an interface that is not there is told by what ip says", { skip }, () => {
  assert.throws(() => raiseTunnel({ ...tunnel, name: "nobody0" }), /nobody0/)
})

test("one that cannot be raised leaves no rules", { skip }, () =>
  withTunnel(() => {
    const before = state()
    assert.throws(() => raiseTunnel({ ...tunnel, mtu: 70_000 }))
    assert.equal(state(), before)
    run("sysctl", "-qw", "net.ipv4.conf.steer0.rp_filter=2")
    run("mount", "--bind", "/proc/sys", "/proc/sys")
    run("mount", "-o", "remount,bind,ro", "/proc/sys")
    try {
      assert.throws(() => raiseTunnel(tunnel), /rp_filter/)
      assert.equal(state(), before)
    } finally {
      run("umount", "/proc/sys")
    }
  }))

test("a tunnel that another mesh steers into is left alone", { skip }, () =>
  withTunnel(() => {
    raiseTunnel(tunnel)
    steer(steeringOf([prefix("198.51.100.0/24")], tunnel.mtu))
    const before = state()
    assert.throws(() => raiseTunnel({ ...tunnel, name: "out0" }), /leads into steer0 already/)
    assert.equal(state(), before)
    lowerTunnel(tunnel)
  }))
