import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { Affiliate, NodeId, sameAffiliate } from "./affiliate.ts"

test("an affiliate survives JSON, with and without KubeSpan data", () => {
  const plain = { nodeId: "abc", nodename: "worker-1", addresses: ["10.0.0.1"] }
  const peer = {
    ...plain,
    kubespan: {
      publicKey: "Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUE=",
      address: "fd50::1",
      endpoints: [{ address: "192.0.2.1", port: 51820 }],
    },
  }
  for (const json of [plain, peer]) {
    const decoded = Schema.decodeUnknownSync(Affiliate)(JSON.parse(JSON.stringify(json)))
    assert.deepEqual(Schema.encodeSync(Affiliate)(decoded), json)
  }
})

test("ids are from 1 to 256 characters", () => {
  assert.ok(Schema.is(NodeId)("x".repeat(256)))
  assert.ok(!Schema.is(NodeId)("x".repeat(257)))
  assert.ok(!Schema.is(NodeId)(""))
})

test("a difference in any field makes another affiliate", () => {
  const decode = Schema.decodeUnknownSync(Affiliate)
  const kubespan = {
    publicKey: "Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUE=",
    address: "fd50::1",
    endpoints: [{ address: "192.0.2.1", port: 51820 }],
  }
  const json = { nodeId: "abc", nodename: "worker-1", addresses: ["10.0.0.1"], kubespan }
  const one = decode(json)
  assert.ok(sameAffiliate(one, decode(structuredClone(json))))
  const { kubespan: _, ...withoutKubespan } = json
  const others = [
    { ...json, nodeId: "abd" },
    { ...json, nodename: "" },
    { ...json, addresses: ["10.0.0.1", "10.0.0.2"] },
    withoutKubespan,
    { ...json, kubespan: { ...kubespan, publicKey: "A".repeat(43) + "=" } },
    { ...json, kubespan: { ...kubespan, address: "fd50::2" } },
    { ...json, kubespan: { ...kubespan, endpoints: [{ address: "192.0.2.1", port: 51821 }] } },
  ]
  for (const other of others) assert.ok(!sameAffiliate(one, decode(other)), JSON.stringify(other))
})
