import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { kubespan } from "../../domain/mesh/policy/kubespan.ts"
import { prefix, prefixContains } from "../../domain/net/prefix.ts"
import { nobleSuite } from "../../domain/wireguard/noble_suite.ts"
import { modelSuite } from "../model_suite.ts"
import { Rng } from "../rng.ts"
import { clusterSecret, nodeConfigs } from "./identities.ts"

const at = (address: string, more = {}) => ({ interfaces: { eth0: { on: "internet", address } }, ...more })
const nodes = { a: at("198.51.100.1"), b: at("198.51.100.2", { clock: "-1h", port: 41641 }) }
const configs = (change: Record<string, unknown> = {}, suite = modelSuite, seed = 1) =>
  nodeConfigs(scenario(small({ nodes, expect: [], ...change })), { rng: Rng.seeded(seed), suite, policy: kubespan })

test("identities depend on seed and name, not on suite or on who else is there", () => {
  const keys = (list: ReturnType<typeof configs>) =>
    list.map(({ device, meshAddress }) => [device.keys.publicKey, meshAddress])
  assert.deepEqual(keys(configs()), keys(configs({}, nobleSuite)))
  assert.deepEqual(keys(configs()), keys(configs({ nodes: { z: at("198.51.100.9"), ...nodes } })).slice(1))
  assert.notDeepEqual(keys(configs()), keys(configs({}, modelSuite, 2)))
})

test("keys are real X25519 keys, and addresses lie in one KubeSpan prefix", () => {
  for (const { device: { keys }, meshAddress } of configs()) {
    assert.deepEqual(nobleSuite.keyPair(keys.privateKey).publicKey, keys.publicKey)
    assert.ok(prefixContains(prefix("fd00::/8"), meshAddress))
  }
  const [a, b] = configs().map(({ meshAddress }) => meshAddress.split(":").slice(0, 4).join(":"))
  assert.equal(a, b)
})

test("port and clock are the file's", () => {
  const [a, b] = configs()
  assert.equal(b?.listenPort, 41641)
  assert.equal((a?.device.unixMicrosAtZero ?? 0) - (b?.device.unixMicrosAtZero ?? 0), 3_600_000_000)
})

test("a node's name is its id, unless it has another, and its nodename and hostname all the same", () => {
  const [a, b] = configs({ nodes: { ...nodes, b: { ...nodes.b, id: "the-id-of-b" } } }).map(({ self }) => self)
  assert.deepEqual([a?.nodeId, a?.nodename, a?.hostname, a?.machineType], ["a", "a", "a", "worker"])
  assert.deepEqual([b?.nodeId, b?.nodename, b?.hostname], ["the-id-of-b", "b", "b"])
})

test("options are the mesh's, but for those that the node has of its own", () => {
  const mesh = { bypass: true, mtu: 1300, extra: ["192.0.2.1:1"] }
  const [a, b] = configs({ mesh, nodes: { ...nodes, b: { ...nodes.b, mesh: { mtu: 1400, bypass: false } } } })
  assert.deepEqual([a?.options.mtu, a?.options.forceRouting, a?.device.mtu], [1300, false, 1300])
  assert.deepEqual([b?.options.mtu, b?.options.forceRouting, b?.device.mtu], [1400, true, 1400])
  assert.deepEqual(b?.options.extraEndpoints, [{ address: "192.0.2.1", port: 1 }])
})

test("one secret is every pair's, and it is the seed's", () => {
  const [a, b] = configs()
  assert.deepEqual([a?.presharedKey, b?.presharedKey], [clusterSecret(Rng.seeded(1)), clusterSecret(Rng.seeded(1))])
  assert.equal(clusterSecret(Rng.seeded(1)).length, 32)
  assert.notDeepEqual(clusterSecret(Rng.seeded(1)), clusterSecret(Rng.seeded(2)))
})
