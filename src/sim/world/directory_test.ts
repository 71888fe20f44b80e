import assert from "node:assert/strict"
import { test } from "node:test"
import { worldOf } from "../../../tests/harness/worlds.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { publicKeyOf } from "../../domain/public_key.ts"

test("a node is found by number, name, key and mesh address", () => {
  const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })
  const { nodes } = worldOf({ nodes: { a: at("198.51.100.1"), b: at("198.51.100.2") } })
  const b = nodes.at(1)
  assert.equal(nodes.named("b"), b)
  assert.equal(nodes.indexOfKey(publicKeyOf(b.config.device.keys.publicKey)), 1)
  assert.equal(nodes.indexOfAddress(b.config.meshAddress), 1)
  assert.equal(nodes.indexOfAddress(ipAddress("fd00::9")), undefined)
  assert.throws(() => nodes.named("x"), /validated/)
  assert.throws(() => nodes.at(2), /numbered/)
})
