import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { Affiliate, NodeId, sameAffiliate, unknownAffiliate } from "./affiliate.ts"

const KUBESPAN = {
  publicKey: "Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUE=",
  address: "fd50::1",
  additionalAddresses: ["10.244.3.0/24"],
  endpoints: [{ address: "192.0.2.1", port: 51820 }],
  excludeAdvertisedNetworks: ["192.168.0.0/16"],
}

const PLAIN = {
  nodeId: "abc",
  hostname: "worker-1.example",
  nodename: "worker-1",
  operatingSystem: "Talos (v1.14.0)",
  machineType: "worker",
  addresses: ["10.0.0.1"],
}

const FULL = { ...PLAIN, machineType: "controlplane", kubespan: KUBESPAN, controlPlane: { port: 6443 } }

const decode = Schema.decodeUnknownSync(Affiliate)

test("an affiliate survives JSON, with and without what is optional", () => {
  for (const json of [PLAIN, FULL]) {
    const decoded = decode(JSON.parse(JSON.stringify(json)))
    assert.deepEqual(Schema.encodeSync(Affiliate)(decoded), json)
  }
})

test("ids are from 1 to 256 characters", () => {
  assert.ok(Schema.is(NodeId)("x".repeat(256)))
  assert.ok(!Schema.is(NodeId)("x".repeat(257)))
  assert.ok(!Schema.is(NodeId)(""))
})

test("machine types and ports are those that there are", () => {
  const is = Schema.is(Affiliate)
  for (const machineType of ["unknown", "init", "controlplane", "worker"]) assert.ok(is({ ...PLAIN, machineType }))
  for (const machineType of ["", "join", "Worker"]) assert.ok(!is({ ...PLAIN, machineType }))
  for (const port of [1, 65535]) assert.ok(is({ ...PLAIN, controlPlane: { port } }))
  for (const port of [0, 65536, 1.5]) assert.ok(!is({ ...PLAIN, controlPlane: { port } }))
})

test("of an unknown affiliate there is nothing but the id", () => {
  assert.deepEqual(unknownAffiliate(NodeId.make("abc")), {
    ...PLAIN,
    hostname: "",
    nodename: "",
    operatingSystem: "",
    machineType: "unknown",
    addresses: [],
  })
})

test("affiliates with the same fields are the same", () => {
  for (const json of [PLAIN, FULL]) assert.ok(sameAffiliate(decode(json), decode(structuredClone(json))))
})

test("a difference in any field makes another affiliate", () => {
  const changes = {
    nodeId: "abd",
    hostname: "",
    nodename: "",
    operatingSystem: "Talos (v1.15.0)",
    machineType: "init",
    addresses: ["10.0.0.1", "10.0.0.2"],
    controlPlane: { port: 6444 },
  }
  const kubespanChanges = {
    publicKey: "A".repeat(43) + "=",
    address: "fd50::2",
    additionalAddresses: ["10.244.4.0/24"],
    endpoints: [{ address: "192.0.2.1", port: 51821 }],
    excludeAdvertisedNetworks: [],
  }
  assert.deepEqual(Object.keys({ ...changes, kubespan: {} }).sort(), Object.keys(FULL).sort())
  assert.deepEqual(Object.keys(kubespanChanges).sort(), Object.keys(KUBESPAN).sort())
  const { kubespan: _, ...withoutKubespan } = FULL
  const { controlPlane: __, ...withoutControlPlane } = FULL
  const others = [
    ...Object.entries(changes).map(([field, value]) => ({ ...FULL, [field]: value })),
    ...Object.entries(kubespanChanges).map(([field, value]) => ({
      ...FULL,
      kubespan: { ...KUBESPAN, [field]: value },
    })),
    withoutKubespan,
    withoutControlPlane,
  ]
  for (const other of others) assert.ok(!sameAffiliate(decode(FULL), decode(other)), JSON.stringify(other))
})
