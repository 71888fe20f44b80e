import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import {
  complaints,
  endpointsDocument,
  identityDocument,
  kubespanDocument,
  machine,
  serviceDocument,
  short,
} from "../../../../tests/harness/configs.ts"
import { decodeConfig, foreignKinds, type Placed } from "./decode.ts"

test("each document goes where its kind belongs, with its number", () => {
  const documents = [
    null,
    serviceDocument(),
    machine(),
    { kind: "HostnameConfig" },
    identityDocument(),
    kubespanDocument(),
  ]
  const decoded = decodeConfig([...documents, endpointsDocument(), serviceDocument(), short()])
  assert.ok(Result.isSuccess(decoded))
  const numbers = Object.entries(decoded.success).map(([name, placed]: [string, readonly Placed<unknown>[]]) => [
    name,
    placed.map(({ document }) => document),
  ])
  assert.deepEqual(Object.fromEntries(numbers), {
    machines: [2],
    kubespans: [5],
    endpoints: [6],
    services: [1, 7],
    identities: [4],
    shorts: [8],
  })
})

test("documents of other kinds are not looked into, and are named", () => {
  const documents = [{ kind: "VolumeConfig", apiVersion: 7 }, null, "x", { kind: "KubespanConfig" }, kubespanDocument()]
  assert.deepEqual(foreignKinds(documents), ["VolumeConfig", "KubespanConfig"])
})

test("what is not ours in a machine configuration is not looked into", () => {
  const mine = machine({ enabled: true })
  const full = {
    ...mine,
    debug: "what",
    machine: { ...mine.machine, token: 5, network: { ...mine.machine.network, interfaces: "none" } },
    cluster: { ...mine.cluster, controlPlane: { endpoint: 7 }, aescbcEncryptionSecret: [] },
  }
  assert.deepEqual(complaints(full), [])
})

test("an unknown field in a section that is ours is answered with the known ones", () => {
  const kubespan = "enabled, advertiseKubernetesNetworks, allowDownPeerBypass, harvestExtraEndpoints, mtu, filters"
  assert.deepEqual(complaints(machine({ enable: true })), [
    `0 machine.network.kubespan.enable: There is no such field here; there are ${kubespan}`,
  ])
  assert.deepEqual(complaints(kubespanDocument({ filters: { endpoint: [] } })), [
    "0 filters.endpoint: There is no such field here; there are endpoints, excludeAdvertisedNetworks, peerEndpoints",
  ])
  assert.deepEqual(complaints(machine(undefined, { discovery: { registries: { service: { url: "x" } } } })), [
    "0 cluster.discovery.registries.service.url: There is no such field here; there are disabled, endpoint",
  ])
  assert.deepEqual(complaints(serviceDocument({ enabled: true })), [
    "0 enabled: There is no such field here; there are apiVersion, kind, name, endpoint",
  ])
  assert.deepEqual(complaints({ ...short(), machine: {} }), [
    "0 machine: There is no such field here; there are meshfold",
  ])
})

test("values of the wrong type are told with what was expected", () => {
  assert.deepEqual(complaints(machine({ enabled: 1, mtu: "1420", filters: { endpoints: [7] } })), [
    "0 machine.network.kubespan.enabled: Expected true or false",
    "0 machine.network.kubespan.mtu: Expected a number",
    "0 machine.network.kubespan.filters.endpoints.0: Expected text",
  ])
  assert.deepEqual(complaints(kubespanDocument({ mtu: -1 })), ["0 mtu: Expected a whole number of bytes"])
  assert.deepEqual(complaints(kubespanDocument({ mtu: 2 ** 32 })), ["0 mtu: Expected a whole number of bytes"])
  assert.deepEqual(complaints({ machine: { network: [] } }), ["0 machine.network: Expected a mapping"])
  assert.deepEqual(complaints({ machine: 5 }), ["0 machine: Expected a mapping"])
  assert.deepEqual(complaints(endpointsDocument("1.2.3.4")), [
    "0 extraAnnouncedEndpoints.0: Expected an endpoint such as 192.0.2.1:51820 or [2001:db8::1]:51820",
  ])
  assert.deepEqual(complaints(kubespanDocument({ apiVersion: "v2" })), ['0 apiVersion: Expected "v1alpha1"'])
})

test("a field without a value counts as left out", () => {
  const empty = { enabled: null, mtu: null, filters: { endpoints: null } }
  assert.deepEqual(complaints(machine(empty)), [])
  assert.deepEqual(complaints(machine(null), kubespanDocument()), [])
  assert.deepEqual(complaints({ version: "v1alpha1", machine: null, cluster: null }), [])
})

test("a document that is nothing we know is said to be that", () => {
  const message = 'Expected a machine configuration, a document with "kind", or "meshfold"'
  assert.deepEqual(complaints([], "x", {}, { kind: 5 }, null), [0, 1, 2, 3].map((i) => `${i} : ${message}`))
})
