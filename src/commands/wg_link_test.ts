import assert from "node:assert/strict"
import { test } from "node:test"
import type { WgConfig } from "../adapters/wgconf/wg_config.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { millis } from "../domain/net/instant.ts"
import { prefix } from "../domain/net/prefix.ts"
import { publicKeyOf } from "../domain/public_key.ts"
import { SecretKey } from "../domain/wireguard/secret_key.ts"
import { planLink } from "./wg_link.ts"

const key = publicKeyOf(new Uint8Array(32).fill(1))

const peerWith = (...texts: readonly string[]) => ({
  publicKey: key,
  presharedKey: undefined,
  allowedIps: texts.map((text) => prefix(text)),
  endpoint: undefined,
  keepalive: millis(0),
})

function plan(rest: Partial<WgConfig>) {
  return planLink("wg0", {
    privateKey: new SecretKey(new Uint8Array(32)),
    listenPort: 0,
    fwmark: 0,
    mtu: undefined,
    addresses: [],
    table: "auto",
    peers: [],
    ...rest,
  })
}

// wg-quick(8): Address, MTU and Table; routes for all allowed IPs.
test("a file's addresses come first, then the link goes up with its MTU, then come the routes", () => {
  const { lines, warnings } = plan({
    addresses: [
      { address: ipAddress("10.0.0.1"), network: prefix("10.0.0.0/24") },
      { address: ipAddress("fd00::1"), network: prefix("fd00::1/128") },
    ],
    mtu: 1380,
    peers: [peerWith("10.0.0.2/32", "192.168.7.0/24"), peerWith("fd00::2/128")],
  })
  assert.deepEqual(lines, [
    "address add 10.0.0.1/24 dev wg0",
    "address add fd00::1/128 dev wg0",
    "link set dev wg0 mtu 1380 up",
    "route add 10.0.0.2/32 dev wg0",
    "route add 192.168.7.0/24 dev wg0",
    "route add fd00::2/128 dev wg0",
  ])
  assert.deepEqual(warnings, [])
})

test("without an MTU it is 1420, an Ethernet's less 80", () => {
  assert.deepEqual(plan({}).lines, ["link set dev wg0 mtu 1420 up"])
})

test("a prefix that several peers name is routed once, and one that an address brings not at all", () => {
  const { lines } = plan({
    addresses: [{ address: ipAddress("10.0.0.1"), network: prefix("10.0.0.0/24") }],
    peers: [peerWith("10.0.0.0/24", "10.9.0.0/16"), peerWith("10.9.0.0/16", "10.0.0.0/8")],
  })
  assert.deepEqual(lines.slice(2), ["route add 10.9.0.0/16 dev wg0", "route add 10.0.0.0/8 dev wg0"])
})

test("a table of its own has all of them, defaults and connected networks too", () => {
  const { lines, warnings } = plan({
    table: 51820,
    addresses: [{ address: ipAddress("10.0.0.1"), network: prefix("10.0.0.0/24") }],
    peers: [peerWith("0.0.0.0/0", "::/0", "10.0.0.0/24")],
  })
  assert.deepEqual(lines.slice(2), [
    "route add 0.0.0.0/0 dev wg0 table 51820",
    "route add ::/0 dev wg0 table 51820",
    "route add 10.0.0.0/24 dev wg0 table 51820",
  ])
  assert.deepEqual(warnings, [])
})

test("with Table = off there are no routes, and nothing to warn of", () => {
  const { lines, warnings } = plan({ table: "off", peers: [peerWith("0.0.0.0/0", "10.0.0.2/32")] })
  assert.deepEqual([lines, warnings], [["link set dev wg0 mtu 1420 up"], []])
})

test("a default route is left out with a warning for each family, and the others stay", () => {
  const { lines, warnings } = plan({ peers: [peerWith("0.0.0.0/0", "10.0.0.2/32", "::/0")] })
  assert.deepEqual(lines.slice(1), ["route add 10.0.0.2/32 dev wg0"])
  assert.deepEqual(warnings.map((one) => one.slice(0, one.indexOf(": "))), ["0.0.0.0/0", "::/0"])
  assert.ok(warnings.every((one) => /Table/.test(one)))
})
