import assert from "node:assert/strict"
import { test } from "node:test"
import { worldOf } from "../../../tests/harness/worlds.ts"
import { publicKeyOf } from "../../domain/public_key.ts"

test("a node is found by number, name and key", () => {
  const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })
  const { nodes } = worldOf({ nodes: { a: at("198.51.100.1"), b: at("198.51.100.2") } })
  const b = nodes.at(1)
  assert.equal(nodes.named("b"), b)
  assert.equal(nodes.withKey(publicKeyOf(b.config.device.keys.publicKey)), b)
  assert.equal(nodes.withKey(publicKeyOf(new Uint8Array(32))), undefined)
  assert.throws(() => nodes.named("x"), /validated/)
  assert.throws(() => nodes.at(2), /numbered/)
})
