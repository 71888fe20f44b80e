import assert from "node:assert/strict"
import { test } from "node:test"
import { worldOf } from "../../../tests/harness/worlds.ts"
import { instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { apparentAddress } from "../fabric/reach.ts"

const at = (on: string, ...address: string[]) => ({ interfaces: { eth0: { on, address } } })

test("routers, segments and hosts are plugged together as the file says", () => {
  const { topology } = worldOf({
    routers: {
      home: { behind: "carrier", outside: "100.64.0.2", inside: "192.168.1.0/24" },
      carrier: { outside: "203.0.113.1", inside: "100.64.0.0/10" },
    },
    nodes: { a: at("home", "192.168.1.2") },
  })
  const [uplink] = topology.hosts.get("a")?.upInterfaces ?? []
  assert.equal(uplink && apparentAddress(ipAddress("192.168.1.2"), uplink.attachment), "203.0.113.1")
  assert.deepEqual([...topology.segments.keys()], ["internet", "carrier", "home"])
})

test("what is not translated is routed: IPv6, and routers without NAT", () => {
  const { topology } = worldOf({
    routers: {
      home: { outside: ["203.0.113.1", "2001:db8::1"], inside: ["192.168.1.0/24", "2001:db8:1::/64"] },
      site: { outside: "203.0.113.2", inside: "198.18.0.0/24", nat: "none" },
    },
    nodes: { a: at("home", "192.168.1.2", "2001:db8:1::2") },
  })
  const core = topology.segments.get("internet")
  const via = (address: string) => core?.nextHop(ipAddress(address))?.station.name
  assert.equal(via("2001:db8:1::2"), "home")
  assert.equal(via("198.18.0.9"), "site")
  assert.equal(via("192.168.1.2"), undefined)
})

test("a router that translates to a pool has all its addresses, and each host is seen as one of them", () => {
  const { topology } = worldOf({
    routers: { carrier: { preset: "cgn", outside: ["203.0.113.1", "203.0.113.2"], inside: "100.64.0.0/10" } },
    nodes: { a: at("carrier", "100.64.0.2"), b: at("carrier", "100.64.0.3") },
  })
  const core = topology.segments.get("internet")
  const pool = ["203.0.113.1", "203.0.113.2"]
  assert.deepEqual(pool.map((address) => core?.ownerOf(ipAddress(address))?.station.name), ["carrier", "carrier"])
  const seenAs = (name: string, address: string) => {
    const [uplink] = topology.hosts.get(name)?.upInterfaces ?? []
    return uplink && apparentAddress(ipAddress(address), uplink.attachment)
  }
  assert.deepEqual([seenAs("a", "100.64.0.2"), seenAs("b", "100.64.0.3")].sort(), pool)
})

test("an interface that goes down gives up its addresses, and has them again when it is up", () => {
  const { topology } = worldOf({ nodes: { a: at("internet", "198.51.100.1") } })
  const [host, core] = [topology.hosts.get("a"), topology.segments.get("internet")]
  assert.ok(host && core)
  const owner = () => core.ownerOf(ipAddress("198.51.100.1"))?.station
  topology.setUp(host, "eth0", false)
  assert.equal(owner(), undefined)
  assert.deepEqual(host.addresses, [])
  topology.setUp(host, "eth0", true)
  assert.equal(owner(), host)
  topology.readdress(host, "eth0", [ipAddress("198.51.100.7")])
  assert.equal(owner(), undefined)
  assert.deepEqual(host.addresses, ["198.51.100.7"])
})

test("an interface that is plugged in elsewhere leaves where it was", () => {
  const { topology } = worldOf({
    routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" } },
    nodes: { a: at("internet", "198.51.100.1") },
  })
  const host = topology.hosts.get("a")
  assert.ok(host)
  const old = host.interface("eth0")?.attachment
  topology.plugIn(host, "eth0", { on: "home", address: "192.168.1.2" })
  assert.equal(old?.isUp, false)
  assert.deepEqual(host.addresses, ["192.168.1.2"])
})

test("every table of routers and hosts is listed", () => {
  const { topology } = worldOf({
    routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" } },
    nodes: { a: { ...at("home", "192.168.1.2"), firewall: {} } },
  })
  assert.deepEqual([...topology.tables()].map(({ name }) => name), ["home", "home", "a"])
})

test("a cable that is plugged in again draws chances of its own", () => {
  const eth0 = { on: "internet", address: "198.51.100.1", link: { jitter: "1s" } }
  const { topology } = worldOf({ nodes: { a: { interfaces: { eth0 } } } })
  const host = topology.hosts.get("a")
  assert.ok(host)
  const delays = (): (number | string)[] => {
    const up = host.interface("eth0")?.attachment.links?.up
    return [0, 1, 2].map((second) => up?.transmit(100, instant(second * 2_000_000)) ?? "no link")
  }
  const first = delays()
  topology.plugIn(host, "eth0", eth0)
  assert.notDeepEqual(delays(), first)
})

test("a cable that is plugged in and down takes no address", () => {
  const { topology } = worldOf({ nodes: { a: at("internet", "198.51.100.1"), b: at("internet", "198.51.100.2") } })
  const host = topology.hosts.get("a")
  assert.ok(host)
  topology.plugIn(host, "eth0", { on: "internet", address: "198.51.100.2", up: false })
  assert.deepEqual(host.addresses, [])
})
