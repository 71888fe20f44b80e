import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import {
  CLUSTER_ID,
  identityDocument,
  kubespanDocument,
  machine,
  SECRET,
  serviceDocument,
} from "../../../../tests/harness/configs.ts"
import { type ConfigDocuments, decodeConfig } from "./decode.ts"
import { identityPlaces, kubespanPlaces, servicePlaces, usesKubernetes } from "./talos_sections.ts"

function decoded(...documents: readonly unknown[]): ConfigDocuments {
  const read = decodeConfig(documents)
  assert.ok(Result.isSuccess(read))
  return read.success
}

const discovery = (fields: object) => decoded(machine(undefined, { discovery: fields }))

test("options, identity and services are found in both forms, the document's first", () => {
  const both = decoded(machine({ mtu: 1300 }), kubespanDocument({ mtu: 1400 }), identityDocument(), serviceDocument())
  assert.deepEqual(kubespanPlaces(both).map(({ document, options }) => [document, options.mtu]), [[1, 1400], [0, 1300]])
  assert.deepEqual(identityPlaces(both), [
    { document: 2, path: [], isLegacy: false, id: CLUSTER_ID, secret: SECRET },
    { document: 0, path: ["cluster"], isLegacy: true, id: CLUSTER_ID, secret: SECRET },
  ])
  assert.deepEqual(servicePlaces(both).map(({ document, name }) => [document, name]), [[3, "primary"], [0, "legacy"]])
})

// spec/kubespan.md 10.9, CTRL/cluster/config_test.go: default endpoint, named legacy; disabled.
test("the service of a machine configuration is named legacy and is the public one, unless said otherwise", () => {
  const place = { document: 0, path: ["cluster", "discovery", "registries", "service"], isLegacy: true, name: "legacy" }
  const endpoint = "https://discovery.talos.dev/"
  for (const registries of [undefined, {}, { service: {} }, { service: { endpoint: "" } }]) {
    const fields = registries === undefined ? { enabled: true } : { enabled: true, registries }
    assert.deepEqual(servicePlaces(discovery(fields)), [{ ...place, endpoint }])
  }
  const [own] = servicePlaces(
    discovery({ enabled: true, registries: { service: { endpoint: "http://localhost:3000" } } }),
  )
  assert.equal(own?.endpoint, "http://localhost:3000")
})

test("discovery that is off, or not said, has no service", () => {
  for (const fields of [{}, { enabled: false }, { enabled: true, registries: { service: { disabled: true } } }]) {
    assert.deepEqual(servicePlaces(discovery(fields)), [])
  }
  assert.deepEqual(servicePlaces(decoded({ version: "v1alpha1" })), [])
})

test("where discovery is on, the Kubernetes registry must be put off", () => {
  assert.ok(usesKubernetes(discovery({ enabled: true })))
  assert.ok(!usesKubernetes(discovery({ enabled: true, registries: { kubernetes: { disabled: true } } })))
  assert.ok(!usesKubernetes(discovery({})))
  assert.ok(!usesKubernetes(decoded(serviceDocument())))
})
