import assert from "node:assert/strict"
import { test } from "node:test"
import { configFrom, kubespanDocument, machine, short } from "../../tests/harness/configs.ts"
import { keyOf } from "../../tests/harness/mesh_facts.ts"
import { configData, configText } from "./config_text.ts"

const PEER = { id: "a", name: "gateway", key: keyOf("a"), address: "fd00::1", endpoints: ["192.0.2.1:51820"] }

const full = configFrom(short({
  "bypass-down-peers": true,
  announce: ["0.0.0.0/0", "!192.168.0.0/16"],
  accept: [],
  exclude: ["10.0.0.0/8", "::/0"],
  "extra-endpoints": ["1.2.3.4:51820", "[2001:db8::1]:1"],
  discovery: { services: ["https://discovery.talos.dev/", "http://[::1]:3000"] },
  static: [PEER],
}))

test("what holds is said in plain words", () => {
  assert.equal(
    configText({ config: full, ignored: ["HostnameConfig", "VolumeConfig"] }),
    `KubeSpan:         on
cluster id:       8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo=
addresses in:     fd7f:175a:b97c:5602::/64
secret:           32 bytes, set
mtu:              1420
TCP segments:     at most 1368 bytes over IPv4, 1348 over IPv6
routing:          past the tunnel while the peer is not up
takes up:         packet marks 0x20 and 0x40, routing table 180, rule priority 32500
pod networks:     not announced
heard endpoints:  not announced
announce:         0.0.0.0/0, !192.168.0.0/16
and also:         1.2.3.4:51820
                  [2001:db8::1]:1
accept:           nothing
exclude:          10.0.0.0/8, ::/0
discovery:        discovery.talos.dev:443 (TLS)
                  [::1]:3000 (no TLS)
kubernetes:       not learned from
static peers:     gateway fd00::1
not looked into:  HostnameConfig
                  VolumeConfig`,
  )
})

test("the other side of every choice has its words too", () => {
  const options = { enabled: true, advertiseKubernetesNetworks: true, harvestExtraEndpoints: true }
  const text = configText({ config: configFrom(machine(options)), ignored: [] })
  assert.match(text, /^routing: +always through the tunnel$/m)
  assert.match(text, /^pod networks: +announced$/m)
  assert.match(text, /^heard endpoints: +announced$/m)
  assert.match(text, /^announce: +all addresses\naccept: +all endpoints of peers\nexclude: +nothing$/m)
  assert.match(text, /^discovery: +legacy: discovery\.talos\.dev:443 \(TLS\)\nkubernetes: +learned from$/m)
  assert.match(
    configText({ config: configFrom(machine(undefined, { discovery: {} })), ignored: [] }),
    /^discovery: +no service$/m,
  )
})

test("without an identity it is said that there is nothing to run", () => {
  assert.equal(
    configText({ config: undefined, ignored: [] }),
    "KubeSpan:  off: without a cluster id and a secret there is nothing to run",
  )
  assert.deepEqual(configData({ config: undefined, ignored: ["X"] }), { config: null, ignored: ["X"] })
})

test("the same as data", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(configData({ config: full, ignored: [] }))), {
    config: {
      enabled: true,
      cluster: {
        id: "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo=",
        prefix: "fd7f:175a:b97c:5602::/64",
        secret: "32 bytes, set",
      },
      kubespan: {
        forceRouting: false,
        advertiseKubernetesNetworks: false,
        harvestExtraEndpoints: false,
        mtu: 1420,
        endpointFilters: ["0.0.0.0/0", "!192.168.0.0/16"],
        peerEndpointFilters: [],
        excludeAdvertisedNetworks: ["10.0.0.0/8", "::/0"],
        extraEndpoints: ["1.2.3.4:51820", "[2001:db8::1]:1"],
      },
      discovery: {
        services: [
          { name: "discovery.talos.dev:443", host: "discovery.talos.dev", port: 443, isSecure: true },
          { name: "[::1]:3000", host: "::1", port: 3000, isSecure: false },
        ],
        kubernetes: false,
        static: [{ ...PEER, addresses: [], networks: [] }],
      },
    },
    ignored: [],
  })
  const unfiltered = configData({ config: configFrom(machine(), kubespanDocument()), ignored: [] })
  assert.match(JSON.stringify(unfiltered), /"endpointFilters":null,"peerEndpointFilters":null/)
})
