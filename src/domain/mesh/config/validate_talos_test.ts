import assert from "node:assert/strict"
import { test } from "node:test"
import {
  CLUSTER_ID,
  complaints,
  identityDocument,
  kubespanDocument,
  machine,
  SECRET,
  serviceDocument,
} from "../../../../tests/harness/configs.ts"

const KUBESPAN = "machine.network.kubespan"

/** Of a document beside a service and an identity. */
const ofDocument = (fields: object): readonly string[] =>
  complaints(kubespanDocument(fields), serviceDocument(), identityDocument())

// spec/kubespan.md 10.3, CFG/types/network/kubespan_test.go.
test("the MTU of a document is at least 1280", () => {
  for (const mtu of [1280, 1420, 9000]) assert.deepEqual(ofDocument({ mtu }), [])
  for (const mtu of [1279, 0]) assert.deepEqual(ofDocument({ mtu }), ["0 mtu: kubespan link MTU must be at least 1280"])
})

// spec/kubespan.md 10.3, CFG/types/network/kubespan_test.go: `!/8` is an error that names `/8`.
test("a bad filter of a document is named without its negation", () => {
  assert.deepEqual(ofDocument({ filters: { endpoints: ["0.0.0.0/0", "!/8"], peerEndpoints: ["!10"] } }), [
    '0 filters.endpoints.1: KubeSpan endpoint filter is not valid: "/8"',
    '0 filters.peerEndpoints.0: KubeSpan peer endpoint filter is not valid: "10"',
  ])
  assert.deepEqual(ofDocument({ filters: { excludeAdvertisedNetworks: ["::/0", "123::/456"] } }), [
    "0 filters.excludeAdvertisedNetworks.1: Expected an IP prefix such as 10.0.0.0/8",
  ])
})

test("a document is checked even when it is disabled", () => {
  assert.deepEqual(ofDocument({ enabled: false, mtu: 1279 }), ["0 mtu: kubespan link MTU must be at least 1280"])
})

// spec/kubespan.md 10.3, CFG/types/v1alpha1/v1alpha1_validation_test.go.
test("filters, networks and MTU of a machine configuration", () => {
  const legacy = (fields: object): readonly string[] => complaints(machine({ enabled: true, ...fields }))
  assert.deepEqual(legacy({ filters: { endpoints: ["0.0.0.0/0", "::/0", "!192.168.0.0/16"] } }), [])
  assert.deepEqual(legacy({ filters: { endpoints: ["!10", "123::/456"] } }), [
    `0 ${KUBESPAN}.filters.endpoints.0: KubeSpan endpoint filter is not valid: "10"`,
    `0 ${KUBESPAN}.filters.endpoints.1: KubeSpan endpoint filter is not valid: "123::/456"`,
  ])
  const networks = ["0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/12", "::/0"]
  assert.deepEqual(legacy({ filters: { excludeAdvertisedNetworks: networks } }), [])
  assert.deepEqual(legacy({ filters: { excludeAdvertisedNetworks: ["invalid", "123::/456"] } }), [
    `0 ${KUBESPAN}.filters.excludeAdvertisedNetworks.0: KubeSpan exclude advertised networks filter is not valid: "invalid"`,
    `0 ${KUBESPAN}.filters.excludeAdvertisedNetworks.1: KubeSpan exclude advertised networks filter is not valid: "123::/456"`,
  ])
  assert.deepEqual(legacy({ mtu: 576 }), [`0 ${KUBESPAN}.mtu: kubespan link MTU must be at least 1280`])
  assert.deepEqual(legacy({ mtu: 0 }), [])
})

test("a machine configuration is checked only when it is enabled", () => {
  for (const enabled of [{}, { enabled: false }]) {
    assert.deepEqual(complaints(machine({ ...enabled, mtu: 576, filters: { endpoints: ["!10"] } })), [])
  }
})

// spec/kubespan.md 3.1 and 10.3, CFG/types/network/kubespan_test.go: conflict with legacy.
test("options are said once, be it that they are off", () => {
  const message = "kind: kubespan is already configured in v1alpha1 machine.network.kubespan"
  assert.deepEqual(complaints(machine({ enabled: false }), kubespanDocument()), [`1 ${message}`])
  assert.deepEqual(complaints(kubespanDocument(), machine({})), [`0 ${message}`])
  assert.deepEqual(complaints(machine(), kubespanDocument()), [])
})

// spec/kubespan.md 10.9, CFG/types/cluster/discovery_service_test.go.
test("a service has a name and a URL, and may have a path", () => {
  const ofService = (fields: object): readonly string[] => complaints(serviceDocument(fields), identityDocument())
  for (const scheme of ["http", "https", "grpc"]) {
    assert.deepEqual(ofService({ endpoint: `${scheme}://discovery.talos.dev/` }), [])
  }
  assert.deepEqual(ofService({ endpoint: "https://discovery.talos.dev/some/path" }), [])
  assert.deepEqual(ofService({ name: "" }), ["0 name: name is required"])
  assert.deepEqual(ofService({ endpoint: null }), ["0 endpoint: endpoint is required"])
  assert.deepEqual(ofService({ endpoint: "ftp://discovery.talos.dev/" }), [
    "0 endpoint: endpoint scheme must be http://, https:// or grpc://",
  ])
  assert.deepEqual(ofService({ endpoint: "https://" }), ["0 endpoint: endpoint host is required"])
})

// spec/kubespan.md 10.9, CFG/types/cluster/discovery_service_test.go: conflicts, a disabled block too.
test("a service document does not go with discovery in the machine configuration", () => {
  for (const discovery of [{ enabled: true }, { enabled: false }, {}]) {
    assert.deepEqual(complaints(machine(undefined, { discovery }), serviceDocument(), serviceDocument({ name: "b" })), [
      "1 kind: discovery service is already configured in .cluster.discovery of the v1alpha1 config",
      "2 kind: discovery service is already configured in .cluster.discovery of the v1alpha1 config",
    ])
  }
  assert.deepEqual(complaints(machine(undefined, { discovery: null }), serviceDocument()), [])
})

test("discovery in a machine configuration has a URL without a path, if it is on", () => {
  const ofEndpoint = (endpoint: string, enabled = true): readonly string[] =>
    complaints(machine(undefined, { discovery: { enabled, registries: { service: { endpoint } } } }))
  const at = "0 cluster.discovery.registries.service.endpoint: cluster discovery service"
  assert.deepEqual(ofEndpoint("https://discovery.example.com/"), [])
  assert.deepEqual(ofEndpoint("https://discovery.example.com/p"), [`${at} path should be empty`])
  assert.deepEqual(ofEndpoint("discovery.example.com"), [
    `${at} registry endpoint is invalid: endpoint scheme must be http://, https:// or grpc://`,
  ])
  assert.deepEqual(ofEndpoint("discovery.example.com", false), [])
})

// spec/kubespan.md 10.9, CFG/types/cluster/discovery_identity_test.go.
test("an identity has an id of any length and a secret of 32 bytes", () => {
  const ofIdentity = (fields: object): readonly string[] => complaints(identityDocument(fields))
  for (const clusterID of ["AAAAAAAAAAAAAAAAAAAAAA==", "x", CLUSTER_ID]) assert.deepEqual(ofIdentity({ clusterID }), [])
  assert.deepEqual(ofIdentity({ clusterID: "" }), ["0 clusterID: clusterID is required"])
  assert.deepEqual(ofIdentity({ clusterID: "zwölf" }), ["0 clusterID: Expected ASCII text without spaces"])
  assert.deepEqual(ofIdentity({ clusterSecret: null }), ["0 clusterSecret: clusterSecret is required"])
  assert.deepEqual(ofIdentity({ clusterSecret: "!not-valid-base64!" }), [
    "0 clusterSecret: invalid clusterSecret: failed to decode from base64",
  ])
  assert.deepEqual(ofIdentity({ clusterSecret: `${"A".repeat(42)}==` }), [
    "0 clusterSecret: invalid clusterSecret: expected 32 bytes, got 31",
  ])
  assert.deepEqual(complaints(machine(undefined, { secret: "AAAA" })), [
    "0 cluster.secret: invalid secret: expected 32 bytes, got 3",
  ])
})

// spec/kubespan.md 10.9, CFG/types/cluster/discovery_identity_test.go: conflicts.
test("an identity is said once", () => {
  const message = "1 kind: cluster identity is already configured in .cluster.id/.cluster.secret of the v1alpha1 config"
  for (const cluster of [{ id: CLUSTER_ID }, { secret: SECRET }]) {
    assert.deepEqual(complaints({ cluster }, identityDocument()), [message])
  }
  assert.deepEqual(complaints({ cluster: {} }, identityDocument()), [])
})

// spec/kubespan.md 10.3, CFG/container/validate_test.go.
test("KubeSpan needs discovery, and discovery needs an identity", () => {
  assert.deepEqual(complaints(kubespanDocument()), ["0 enabled: KubeSpan requires cluster discovery to be enabled"])
  assert.deepEqual(complaints(kubespanDocument({ enabled: false })), [])
  assert.deepEqual(complaints(machine({ enabled: true }, { discovery: { enabled: false } })), [
    `0 ${KUBESPAN}.enabled: KubeSpan requires cluster discovery to be enabled`,
  ])
  const missing = (what: string, field: string): string =>
    `0 : cluster ${what} (.cluster.${field} or DiscoveryIdentityConfig) should be set when ` +
    "cluster discovery (DiscoveryServiceConfig) is enabled"
  assert.deepEqual(complaints(serviceDocument(), kubespanDocument()), [
    missing("ID", "id"),
    missing("secret", "secret"),
  ])
  assert.deepEqual(complaints(serviceDocument(), kubespanDocument(), identityDocument()), [])
  assert.deepEqual(complaints(serviceDocument(), { cluster: { id: CLUSTER_ID } }), [missing("secret", "secret")])
})

// spec/kubespan.md 3.1: a discovery service, not discovery of whatever kind.
test("the Kubernetes registry alone is not discovery enough", () => {
  const discovery = { enabled: true, registries: { service: { disabled: true } } }
  assert.deepEqual(complaints(machine({ enabled: true }, { discovery })), [
    `0 ${KUBESPAN}.enabled: KubeSpan requires cluster discovery to be enabled`,
  ])
})

test("a document that may stand once does not stand twice", () => {
  const twice = [kubespanDocument(), serviceDocument(), identityDocument(), kubespanDocument(), identityDocument()]
  assert.deepEqual(
    complaints(...twice, serviceDocument(), machine(undefined, { id: "", secret: "", discovery: null })),
    [
      "3 kind: There is already a KubeSpanConfig",
      "4 kind: There is already a DiscoveryIdentityConfig",
      '5 name: There is already a DiscoveryServiceConfig named "primary"',
    ],
  )
  assert.deepEqual(complaints(machine(), machine()), ["1 kind: There is already a machine configuration"])
})
