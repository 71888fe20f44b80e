import assert from "node:assert/strict"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { identity } from "./identity.ts"

const CLUSTER = "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo="
const MAC = "2e:1a:b6:53:81:69"

// Spec/kubespan.md 1.4 and 1.5, upstream's vectors.
test("upstream's node is told as upstream tells it", async () => {
  const id = "sou7yy34ykX3n373Zw1DXKb8zD7UnyKT6HT3QDsGH6L"
  const { code, out } = await commandRun(identity, [CLUSTER, "--mac", MAC, "--node-id", id, "--format", "json"])
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(out), {
    subnet: "fd7f:175a:b97c:5602::/64",
    mac: MAC,
    address: "fd7f:175a:b97c:5602:2c1a:b6ff:fe53:8169",
    nodeId: id,
    machineId: "be871ac0d0dd31fa4caca753b0f3f1b2",
  })
})

test("a node without an id is given another one each time", async () => {
  const ids = await Promise.all([1, 2].map(async () => {
    const { out } = await commandRun(identity, [CLUSTER, "--mac", MAC])
    return /nodeId: +(\S+)/.exec(out)?.[1] ?? assert.fail(out)
  }))
  assert.notEqual(ids[0], ids[1])
  assert.ok(ids.every((id) => id.length >= 43 && id.length <= 45))
})

test("what is wrong is said, and ends with 2", async () => {
  const cases: readonly [readonly string[], RegExp][] = [
    [[CLUSTER, "--mac", "2e:1a"], /--mac: "2e:1a": expected 6 or 8 bytes/],
    [[CLUSTER, "--mac", MAC, "--node-id", "no!"], /--node-id: this is no node id \(bad-character\)/],
    [[CLUSTER, "--mac", MAC, "--node-id", "short"], /\(too-short\)/],
    [["ein Cluster", "--mac", MAC], /visible ASCII/],
  ]
  for (const [args, expected] of cases) {
    const { code, message } = await commandRun(identity, args)
    assert.equal(code, 2)
    assert.match(message, expected)
  }
})
