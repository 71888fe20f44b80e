import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, nodeId } from "../../../tests/harness/mesh_facts.ts"
import { prefix } from "../net/prefix.ts"
import { type Affiliate, unknownAffiliate } from "./affiliate.ts"
import { affiliateFromNode, annotationsOf, type KubernetesNode } from "./node_annotations.ts"

const { kubespan, ...plain } = affiliate("a", "192.0.2.1:51820", "[2001:db8::1]:1001")

function controlPlane(): Affiliate {
  assert.ok(kubespan !== undefined)
  return {
    ...plain,
    hostname: "node-a.example",
    operatingSystem: "Talos (v1.14.0)",
    machineType: "controlplane",
    controlPlane: { port: 6445 },
    kubespan: {
      ...kubespan,
      additionalAddresses: [prefix("10.244.3.0/24"), prefix("fd00:10::/64")],
      excludeAdvertisedNetworks: [prefix("192.168.0.0/16"), prefix("10.1.0.0/16")],
    },
  }
}

const node = (annotations: KubernetesNode["annotations"], rest: Partial<KubernetesNode> = {}): KubernetesNode => ({
  annotations,
  nodename: "node-a",
  hostname: "node-a.example",
  isControlPlane: false,
  operatingSystem: "Talos (v1.14.0)",
  ...rest,
})

const ID = { "cluster.talos.dev/node-id": "a" }

/** An affiliate that may be in the mesh, as far as KubeSpan is concerned. */
const KUBESPAN = {
  ...ID,
  "networking.talos.dev/kubespan-ip": "fd50::97",
  "networking.talos.dev/kubespan-public-key": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=",
}

// Talos, internal/pkg/discovery/registry/kubernetes_test.go (spec/kubespan.md 10.9); names from 8.4.
test("an affiliate has eight annotations", () => {
  assert.deepEqual(annotationsOf(controlPlane()), {
    ...KUBESPAN,
    "networking.talos.dev/self-ips": "10.0.0.97",
    "networking.talos.dev/api-server-port": "6445",
    "networking.talos.dev/assigned-prefixes": "10.244.3.0/24,fd00:10::/64",
    "networking.talos.dev/kubespan-endpoints": "192.0.2.1:51820,[2001:db8::1]:1001",
    "networking.talos.dev/kubespan-exclude-advertised-networks": "192.168.0.0/16,10.1.0.0/16",
  })
})

test("of an affiliate of which nothing is known all are empty but the id", () => {
  const annotations = annotationsOf(unknownAffiliate(nodeId("a")))
  assert.equal(Object.keys(annotations).length, 8)
  for (const [name, value] of Object.entries(annotations)) {
    assert.equal(value, name === "cluster.talos.dev/node-id" ? "a" : "", name)
  }
})

test("several addresses are separated by commas", () => {
  const { addresses } = affiliate("b")
  const two = { ...plain, addresses: [...plain.addresses, ...addresses] }
  assert.equal(annotationsOf(two)["networking.talos.dev/self-ips"], "10.0.0.97,10.0.0.98")
})

test("a Node without a node id is no affiliate", () => {
  assert.equal(affiliateFromNode(node({})), undefined)
  assert.equal(affiliateFromNode(node({ "cluster.talos.dev/node-id": "" })), undefined)
  assert.equal(affiliateFromNode(node({ "networking.talos.dev/self-ips": "10.0.0.1" })), undefined)
})

test("a control plane survives the way through its Node", () => {
  const one = controlPlane()
  assert.deepEqual(affiliateFromNode(node(annotationsOf(one), { isControlPlane: true })), one)
})

test("a Node with an id alone is a worker about which Kubernetes tells the rest", () => {
  assert.deepEqual(affiliateFromNode(node(ID)), {
    ...unknownAffiliate(nodeId("a")),
    nodename: "node-a",
    hostname: "node-a.example",
    operatingSystem: "Talos (v1.14.0)",
    machineType: "worker",
  })
})

test("only a control plane has an API server, and its port is a port", () => {
  const port = (text: string, isControlPlane = true) =>
    affiliateFromNode(node({ ...ID, "networking.talos.dev/api-server-port": text }, { isControlPlane }))?.controlPlane
  assert.deepEqual(port("6443"), { port: 6443 })
  assert.equal(port("6443", false), undefined)
  for (const text of ["", "0", "65536", "-1", "6443 ", "0x10", "6443.5", "1e3"]) assert.equal(port(text), undefined)
})

// spec/kubespan.md 8.4: "invalid list items skipped".
test("items of a list that cannot be read are skipped", () => {
  const read = affiliateFromNode(node({
    ...KUBESPAN,
    "networking.talos.dev/self-ips": "10.0.0.1,,ten,10.0.0.2/24,10.0.0.2, 10.0.0.3,fe80::1%eth0,2001:DB8::1",
    "networking.talos.dev/assigned-prefixes": "10.244.3.1/24,10.244.4.0,10.0.0.0/33,/8,fd00::/64",
    "networking.talos.dev/kubespan-endpoints": "192.0.2.1:0,192.0.2.1:51820,2001:db8::1:51820,host:1,[::1]:65535",
    "networking.talos.dev/kubespan-exclude-advertised-networks": "x,0.0.0.0/0",
  }))
  assert.deepEqual(read?.addresses, ["10.0.0.1", "10.0.0.2", "2001:db8::1"])
  assert.deepEqual(read.kubespan?.additionalAddresses, ["10.244.3.0/24", "fd00::/64"])
  assert.deepEqual(read.kubespan.endpoints, [{ address: "192.0.2.1", port: 51820 }, { address: "::1", port: 65535 }])
  assert.deepEqual(read.kubespan.excludeAdvertisedNetworks, ["0.0.0.0/0"])
})

test("without a key or a mesh address there is no KubeSpan", () => {
  assert.ok(affiliateFromNode(node(KUBESPAN))?.kubespan !== undefined)
  for (const name of ["networking.talos.dev/kubespan-ip", "networking.talos.dev/kubespan-public-key"]) {
    for (const value of ["", "10.0.0.1"]) {
      const read = affiliateFromNode(node({ ...KUBESPAN, [name]: value }))
      assert.ok(read !== undefined && read.kubespan === undefined, `${name}=${value}`)
    }
  }
})

test("what others annotate a Node with is none of ours", () => {
  const foreign = { "projectcalico.org/IPv4Address": "10.9.9.9/24", "kubespan-ip": "fd50::1", constructor: "x" }
  assert.deepEqual(affiliateFromNode(node({ ...ID, ...foreign })), affiliateFromNode(node(ID)))
})
