import assert from "node:assert/strict"
import { test } from "node:test"
import { readFileSync } from "node:fs"
import { inNamespace } from "./namespace.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import { sysctlPath, writeSysctl } from "./sysctl.ts"

// sysctl(8): "the / separator is also accepted in place of a ."; sysctl.d(5): the first separator decides.
test("dots become slashes, and slashes dots of a name", () => {
  assert.equal(sysctlPath("net.ipv4.ip_forward"), "/proc/sys/net/ipv4/ip_forward")
  assert.equal(sysctlPath("net/ipv4/conf/eth0.7/forwarding"), "/proc/sys/net/ipv4/conf/eth0.7/forwarding")
  assert.equal(sysctlPath("net.ipv4.conf.eth0/7.forwarding"), "/proc/sys/net/ipv4/conf/eth0.7/forwarding")
})

test("nothing but the settings of a network may be written", () => {
  for (const key of ["kernel.hostname", "net/../kernel/hostname", "net.//.kernel.hostname", "net", "", "net..ipv4"]) {
    assert.throws(() => sysctlPath(key), /is not a setting of the network/)
  }
})

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

test("a setting is that of its namespace alone", { skip }, () => {
  performSteps(["sy-a", "sy-b"].map((name) => ({ tool: "ip", line: `netns add ${name}` })))
  const key = "net.netfilter.nf_conntrack_udp_timeout"
  writeSysctl({ tool: "sysctl", namespace: "sy-a", key, value: "17" })
  const read = (): string => readFileSync(sysctlPath(key), "utf8").trim()
  assert.equal(inNamespace("sy-a", read), "17")
  assert.equal(inNamespace("sy-b", read), "30")
  const wrong = { tool: "sysctl", namespace: "sy-a", key: "net.ipv4.nothing", value: "1" } as const
  assert.throws(() => writeSysctl(wrong), /cannot write \/proc\/sys\/net\/ipv4\/nothing in "sy-a".*ENOENT/)
  assert.throws(() => writeSysctl({ ...wrong, key, value: "many" }), /write failed with EINVAL/)
})
