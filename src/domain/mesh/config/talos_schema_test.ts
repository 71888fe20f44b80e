import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { undescribed } from "../../../../tests/harness/json_schema.ts"
import * as talos from "./talos_schema.ts"

const SCHEMAS = [
  talos.MachineConfig,
  talos.KubeSpanConfig,
  talos.KubeSpanEndpointsConfig,
  talos.DiscoveryServiceConfig,
  talos.DiscoveryIdentityConfig,
]

test("every field but the two that name a document says what it is for", () => {
  for (const schema of SCHEMAS) {
    const fields = undescribed(Schema.toJsonSchemaDocument(schema).schema)
    assert.deepEqual(fields.filter((name) => name !== "kind" && name !== "apiVersion"), [])
  }
})

// spec/kubespan.md 3.1: the column "Option" of the table; 3.2; 3.3.
test("the fields are those of Talos", () => {
  const options = [
    "enabled",
    "advertiseKubernetesNetworks",
    "allowDownPeerBypass",
    "harvestExtraEndpoints",
    "mtu",
    "filters",
  ]
  assert.deepEqual(Object.keys(talos.KubeSpanSection.fields), options)
  assert.deepEqual(Object.keys(talos.KubeSpanConfig.fields), ["apiVersion", "kind", ...options])
  assert.deepEqual(Object.keys(talos.KubeSpanEndpointsConfig.fields), ["apiVersion", "kind", "extraAnnouncedEndpoints"])
  assert.deepEqual(Object.keys(talos.DiscoveryServiceConfig.fields), ["apiVersion", "kind", "name", "endpoint"])
  assert.deepEqual(Object.keys(talos.DiscoveryIdentityConfig.fields), [
    "apiVersion",
    "kind",
    "clusterID",
    "clusterSecret",
  ])
})
