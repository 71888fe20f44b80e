import assert from "node:assert/strict"
import { test } from "node:test"
import {
  CLUSTER_ID,
  configFrom,
  endpointsDocument,
  identityDocument,
  kubespanDocument,
  machine,
  normalised,
  serviceDocument,
} from "../../../../tests/harness/configs.ts"
import { formatEndpoint } from "../../net/endpoint.ts"
import { formatAddressFilter } from "../address_filter.ts"
import { DEFAULT_OPTIONS } from "../kubespan_options.ts"

// spec/kubespan.md 10.3, CTRL/kubespan/config_test.go, first row.
test("a machine configuration with an extra endpoint beside it", () => {
  const legacy = machine({ enabled: true, filters: { excludeAdvertisedNetworks: ["10.0.0.0/8"] } })
  const { enabled, clusterId, clusterSecret, kubespan } = configFrom(legacy, endpointsDocument("192.168.33.11:1001"))
  assert.deepEqual([enabled, clusterId], [true, CLUSTER_ID])
  assert.deepEqual(clusterSecret.bytes, new Uint8Array(32))
  assert.deepEqual({ ...kubespan, extraEndpoints: kubespan.extraEndpoints.map(formatEndpoint) }, {
    ...DEFAULT_OPTIONS,
    excludeAdvertisedNetworks: ["10.0.0.0/8"],
    extraEndpoints: ["192.168.33.11:1001"],
  })
})

// spec/kubespan.md 10.3, CTRL/kubespan/config_test.go, second row.
test("without options there is a configuration, and KubeSpan is off", () => {
  const { enabled, clusterId, kubespan } = configFrom(machine())
  assert.deepEqual([enabled, clusterId], [false, CLUSTER_ID])
  assert.deepEqual(kubespan, DEFAULT_OPTIONS)
})

// spec/kubespan.md 10.3, CTRL/kubespan/config_test.go, third row; kubespan_test.go, accessors.
test("a document says what it says", () => {
  const { kubespan } = configFrom(
    machine(),
    kubespanDocument({
      mtu: 1380,
      allowDownPeerBypass: true,
      advertiseKubernetesNetworks: true,
      harvestExtraEndpoints: true,
      filters: {
        endpoints: ["0.0.0.0/0", "!10.1.2.3"],
        excludeAdvertisedNetworks: ["192.168.1.7/24"],
        peerEndpoints: [],
      },
    }),
  )
  assert.deepEqual({ ...kubespan, endpointFilters: kubespan.endpointFilters?.map(formatAddressFilter) }, {
    forceRouting: false,
    advertiseKubernetesNetworks: true,
    harvestExtraEndpoints: true,
    mtu: 1380,
    endpointFilters: ["0.0.0.0/0", "!10.1.2.3/32"],
    peerEndpointFilters: [],
    excludeAdvertisedNetworks: ["192.168.1.0/24"],
    extraEndpoints: [],
  })
})

// spec/kubespan.md 10.3, CTRL/kubespan/config_test.go, fourth row; 3.4.
test("without an identity there is no configuration, enabled or not", () => {
  assert.equal(normalised(machine({ enabled: true }, { id: "", secret: "" })), undefined)
  assert.equal(normalised(kubespanDocument(), serviceDocument()), undefined)
  assert.equal(normalised(machine({ enabled: true }, { secret: "AAAA" })), undefined)
})

// spec/kubespan.md 3.2 and 10.3, CFG/types/network/kubespan_endpoints_test.go.
test("extra endpoints of several documents are put one after the other", () => {
  const { kubespan } = configFrom(
    machine(),
    endpointsDocument("192.0.2.1:51820", "[2001:db8::1]:1"),
    endpointsDocument("1.2.3.4:5"),
  )
  assert.deepEqual(kubespan.extraEndpoints.map(formatEndpoint), ["192.0.2.1:51820", "[2001:db8::1]:1", "1.2.3.4:5"])
})

// spec/kubespan.md 3.1: the legacy form treats 0 as "use 1420".
test("an MTU of 0 in a machine configuration is the default", () => {
  assert.equal(configFrom(machine({ enabled: true, mtu: 0 })).kubespan.mtu, 1420)
})

// spec/kubespan.md 10.9, CTRL/cluster/config_test.go.
test("discovery is where the machine configuration says, or the public service", () => {
  const ofEndpoint = (endpoint?: string) =>
    configFrom(machine(undefined, { discovery: { enabled: true, registries: { service: { endpoint } } } })).discovery
      .services
  const legacy = { name: "legacy" }
  assert.deepEqual(ofEndpoint(), [{ ...legacy, host: "discovery.talos.dev", port: 443, isSecure: true }])
  assert.deepEqual(ofEndpoint("https://[2001:470:6d:30e::1]:7443"), [
    { ...legacy, host: "2001:470:6d:30e::1", port: 7443, isSecure: true },
  ])
  assert.deepEqual(ofEndpoint("http://localhost:3000"), [{ ...legacy, host: "localhost", port: 3000, isSecure: false }])
  const off = configFrom(machine(undefined, { discovery: { enabled: false } })).discovery
  assert.deepEqual(off, { services: [], kubernetes: false, static: [] })
})

// spec/kubespan.md 10.9, CTRL/cluster/config_test.go and CFG/types/cluster/discovery_service_test.go.
test("identity and services come from documents as they do from the machine configuration", () => {
  const { clusterId, clusterSecret, discovery } = configFrom(
    identityDocument(),
    serviceDocument(),
    serviceDocument({ name: "secondary", endpoint: "https://discovery-secondary.talos.dev/path" }),
    serviceDocument({ name: "grpc-endpoint", endpoint: "grpc://discovery-grpc.talos.dev:6443" }),
  )
  const legacy = configFrom(machine())
  assert.equal(clusterId, legacy.clusterId)
  assert.deepEqual(clusterSecret.bytes, legacy.clusterSecret.bytes)
  assert.deepEqual(discovery.services, [
    { name: "primary", host: "discovery.talos.dev", port: 443, isSecure: true },
    { name: "secondary", host: "discovery-secondary.talos.dev", port: 443, isSecure: true },
    { name: "grpc-endpoint", host: "discovery-grpc.talos.dev", port: 6443, isSecure: true },
  ])
})

test("what is wrong in a section that is off does no harm", () => {
  const { enabled, kubespan } = configFrom(machine({ mtu: 576, filters: { endpoints: ["!10", "::/0"] } }))
  assert.equal(enabled, false)
  assert.deepEqual(kubespan.endpointFilters?.map(formatAddressFilter), ["::/0"])
})
