import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { firstPhysicalLink, formatHardwareAddress, type Link, parseHardwareAddress } from "./hardware_address.ts"

const mac = (last: number): Uint8Array => Uint8Array.of(0x2e, 0x1a, 0xb6, 0x53, 0x81, last)

const link = (name: string, last: number, rest: Partial<Link> = {}): Link => ({
  name,
  type: "ether",
  kind: "",
  hardwareAddress: mac(last),
  ...rest,
})

const firstHardwareAddress = (links: readonly Link[]) => firstPhysicalLink(links)?.hardwareAddress

// Talos, internal/app/machined/pkg/controllers/network/hardware_addr_test.go (spec/kubespan.md 10.2).
test("the bond is ignored, eth1 is taken, then eth0 when it appears, and none when all are gone", () => {
  const bond = link("bond0", 0, { kind: "bond" })
  const [eth0, eth1] = [link("eth0", 1), link("eth1", 2)]
  assert.equal(firstHardwareAddress([bond]), undefined)
  assert.deepEqual(firstHardwareAddress([bond, eth1]), mac(2))
  assert.deepEqual(firstHardwareAddress([bond, eth1, eth0]), mac(1))
  assert.equal(firstHardwareAddress([bond]), undefined)
  assert.equal(firstHardwareAddress([]), undefined)
})

test("the order in which links are listed does not matter", () => {
  const [eth0, eth1, enp] = [link("eth0", 1), link("eth1", 2), link("enp3s0", 3)]
  for (const links of [[eth0, eth1, enp], [enp, eth1, eth0], [eth1, eth0, enp]]) {
    assert.deepEqual(firstHardwareAddress(links), mac(3))
  }
})

test("names are in the order of their characters", () => {
  assert.deepEqual(firstHardwareAddress([link("eth2", 2), link("eth10", 10)]), mac(10))
})

test("only links of type ether without a kind are physical", () => {
  const virtual = [
    link("a", 1, { kind: "vlan" }),
    link("b", 2, { kind: "bridge" }),
    link("c", 3, { kind: "veth" }),
    link("lo", 4, { type: "loopback" }),
    link("kubespan", 5, { type: "none", kind: "wireguard", hardwareAddress: new Uint8Array() }),
  ]
  assert.equal(firstHardwareAddress(virtual), undefined)
  assert.deepEqual(firstHardwareAddress([...virtual, link("z", 9)]), mac(9))
})

test("an address of 8 bytes will do, and a link without one is passed over", () => {
  const eight = Uint8Array.of(2, 1, 2, 3, 4, 5, 6, 7)
  const links = [link("eth0", 0, { hardwareAddress: new Uint8Array() }), link("eth1", 0, { hardwareAddress: eight })]
  assert.deepEqual(firstHardwareAddress(links), eight)
})

test("hardware addresses are read and written as six or eight bytes with colons", () => {
  const read = (text: string) => Result.getOrElse(parseHardwareAddress(text), () => "refused")
  assert.deepEqual(read("2e:1a:B6:53:81:69"), Uint8Array.of(0x2e, 0x1a, 0xb6, 0x53, 0x81, 0x69))
  assert.deepEqual(read("00:01:02:03:04:05:06:07"), Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7))
  for (
    const text of [
      "",
      "2e:1a:b6:53:81",
      "2e:1a:b6:53:81:69:00",
      "2e-1a-b6-53-81-69",
      "2e:1a:b6:53:81:6",
      "zz:1a:b6:53:81:69",
    ]
  ) {
    assert.equal(read(text), "refused", text)
  }
  assert.equal(formatHardwareAddress(Uint8Array.of(0, 0x1a, 0xff)), "00:1a:ff")
})
