import assert from "node:assert/strict"
import { test } from "node:test"
import {
  CLUSTER_ID,
  complaints,
  configFrom,
  endpointsDocument,
  kubespanDocument,
  machine,
  short,
} from "../../../../tests/harness/configs.ts"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { formatEndpoint } from "../../net/endpoint.ts"
import { formatAddressFilter } from "../address_filter.ts"
import { DEFAULT_OPTIONS } from "../kubespan_options.ts"

const peer = (id: string, fields: object = {}) => ({ id, key: keyOf(id), address: "fd00::1", ...fields })

test("who writes the short form wants KubeSpan, with the defaults of Talos", () => {
  const { enabled, clusterId, clusterSecret, kubespan, discovery } = configFrom(short())
  assert.deepEqual([enabled, clusterId], [true, CLUSTER_ID])
  assert.deepEqual(clusterSecret.bytes, new Uint8Array(32))
  assert.deepEqual(kubespan, DEFAULT_OPTIONS)
  const service = { name: "discovery.talos.dev:443", host: "discovery.talos.dev", port: 443, isSecure: true }
  assert.deepEqual(discovery, { services: [service], kubernetes: false, static: [] })
})

test("every field comes through", () => {
  const { enabled, kubespan, discovery } = configFrom(short({
    enabled: false,
    mtu: 1280,
    "bypass-down-peers": true,
    "advertise-pods": true,
    harvest: true,
    announce: ["0.0.0.0/0", "!192.168.0.0/16"],
    accept: [],
    exclude: ["10.0.0.0/8"],
    "extra-endpoints": ["1.2.3.4:51820"],
    discovery: { kubernetes: true },
  }))
  assert.equal(enabled, false)
  assert.deepEqual(discovery, { services: [], kubernetes: true, static: [] })
  const texts = {
    endpointFilters: kubespan.endpointFilters?.map(formatAddressFilter),
    extraEndpoints: kubespan.extraEndpoints.map(formatEndpoint),
  }
  assert.deepEqual({ ...kubespan, ...texts }, {
    forceRouting: false,
    advertiseKubernetesNetworks: true,
    harvestExtraEndpoints: true,
    mtu: 1280,
    endpointFilters: ["0.0.0.0/0", "!192.168.0.0/16"],
    peerEndpointFilters: [],
    excludeAdvertisedNetworks: ["10.0.0.0/8"],
    extraEndpoints: ["1.2.3.4:51820"],
  })
})

test("a static peer is an affiliate that is known from the start", () => {
  const networks = ["10.9.0.7/16"]
  const gateway = peer("a", { name: "gateway", endpoints: ["[2001:db8::1]:1"], addresses: ["10.0.0.1"], networks })
  const [first, second] = configFrom(short({ static: [gateway, peer("b")] })).discovery.static
  assert.deepEqual(first, {
    nodeId: "a",
    hostname: "",
    nodename: "gateway",
    operatingSystem: "",
    machineType: "unknown",
    addresses: ["10.0.0.1"],
    kubespan: {
      publicKey: keyOf("a"),
      address: "fd00::1",
      additionalAddresses: ["10.9.0.0/16"],
      endpoints: [{ address: "2001:db8::1", port: 1 }],
      excludeAdvertisedNetworks: [],
    },
  })
  assert.equal(second?.nodename, "b")
})

test("peers must come from somewhere, if it is enabled", () => {
  const message = "0 meshfold: Nothing says where peers are learned from; name discovery.services or static peers"
  for (const nothing of [{ discovery: {} }, { discovery: { services: [], kubernetes: false } }]) {
    assert.deepEqual(complaints(short(nothing)), [message])
  }
  const enough = [{ static: [peer("a")] }, { static: [] }, { discovery: { kubernetes: true } }, { enabled: false }]
  for (const one of enough) assert.deepEqual(complaints(short({ discovery: {}, ...one })), [])
})

test("a service, an id or a key is not said twice", () => {
  const services = ["https://x", "https://x:443/"]
  const peers = [peer("a"), peer("b", { id: "a" }), peer("c", { key: keyOf("b") })]
  assert.deepEqual(complaints(short({ discovery: { services }, static: peers })), [
    "0 meshfold.discovery.services.1: This service is already in the list",
    "0 meshfold.static.1.id: This id is already in the list",
    "0 meshfold.static.2.key: This key is already in the list",
  ])
})

test("nothing else of ours goes beside it", () => {
  const message = 'A "meshfold" document is a whole configuration; nothing else of ours goes beside it'
  const beside = [
    kubespanDocument(),
    short(),
    machine(),
    endpointsDocument(),
    short(),
    { kind: "HostnameConfig" },
    null,
  ]
  assert.deepEqual(complaints(...beside), [0, 2, 3, 4].map((i) => `${i} : ${message}`))
})
