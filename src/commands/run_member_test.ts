import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { CLUSTER_ID, SECRET } from "../../tests/harness/configs.ts"
import vectors from "../../tests/vectors/rfc7748.json" with { type: "json" }
import { NodeId } from "../domain/discovery/affiliate.ts"
import { parseClusterSecret } from "../domain/mesh/config/cluster_secret.ts"
import { DEFAULT_OPTIONS } from "../domain/mesh/kubespan_options.ts"
import { SecretKey } from "../domain/wireguard/secret_key.ts"
import { memberOf } from "./run_member.ts"

// Spec/kubespan.md 1.4, upstream's vector of the mesh address; RFC 7748 6.1, Alice's keys.
test("a host is who its cluster, its hardware and its key make it", () => {
  const { alicePrivate, alicePublic } = vectors.diffieHellman
  const config = {
    enabled: true,
    clusterId: CLUSTER_ID,
    clusterSecret: Result.getOrThrow(parseClusterSecret(SECRET)),
    kubespan: { ...DEFAULT_OPTIONS, mtu: 1400 },
    discovery: { services: [], kubernetes: false, static: [] },
  }
  const { self, rules } = memberOf(config, {
    identity: { privateKey: new SecretKey(Buffer.from(alicePrivate, "hex")), nodeId: NodeId.make("a") },
    hardware: Uint8Array.of(0x2e, 0x1a, 0xb6, 0x53, 0x81, 0x69),
    hostname: "host-a",
    port: 1234,
  })
  assert.equal(rules.meshAddress, "fd7f:175a:b97c:5602:2c1a:b6ff:fe53:8169")
  assert.equal(rules.localKey, Buffer.from(alicePublic, "hex").toString("base64"))
  assert.deepEqual([rules.localId, rules.listenPort, rules.options.mtu], ["a", 1234, 1400])
  assert.deepEqual([self.nodeId, self.nodename, self.machineType], ["a", "host-a", "worker"])
})
