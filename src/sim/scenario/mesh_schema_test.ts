import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"

const mesh = (fields: Record<string, unknown>) => complaints(small({ mesh: fields }))
const ofNode = (fields: Record<string, unknown>) =>
  complaints(small({ nodes: { ...SMALL.nodes, a: { ...SMALL.nodes.a, ...fields } } }))

test("every option of the mesh may be set, for all and for one", () => {
  const every = {
    bypass: true,
    harvest: true,
    "advertise-pods": true,
    mtu: 1380,
    announce: ["0.0.0.0/0", "!192.168.0.0/16", "::/0", "198.51.100.1"],
    accept: [],
    exclude: ["10.0.0.0/8"],
    extra: ["203.0.113.7:51820", "[2001:db8::7]:41641"],
  }
  assert.deepEqual(mesh(every), [])
  assert.deepEqual(mesh({}), [])
  assert.deepEqual(ofNode({ mesh: every }), [])
})

// Spec/kubespan.md 0: the link's MTU is at least 1280.
test("an MTU is at least what IPv6 demands", () => {
  assert.deepEqual([mesh({ mtu: 1280 }), mesh({ mtu: 65535 })], [[], []])
  assert.match(mesh({ mtu: 1279 })[0] ?? "", /^mesh\.mtu: Expected a value between 1280 and 65535/)
  assert.equal(mesh({ mtu: 65536 }).length, 1)
  assert.equal(mesh({ mtu: 1420.5 }).length, 1)
})

test("what is no filter, no network and no endpoint is named", () => {
  const expected = "Expected a prefix or an address, with ! before it to negate"
  assert.deepEqual(mesh({ announce: ["10.0.0.0/8", "home"] }), [`mesh.announce.1: ${expected}`])
  assert.deepEqual(mesh({ accept: ["!!10.0.0.0/8"] }), [`mesh.accept.0: ${expected}`])
  assert.match(mesh({ exclude: ["10.0.0.1"] })[0] ?? "", /^mesh\.exclude\.0: Expected an IP prefix/)
  assert.match(mesh({ extra: ["203.0.113.7"] })[0] ?? "", /^mesh\.extra\.0: Expected ADDRESS:PORT/)
  assert.match(mesh({ force: true })[0] ?? "", /^mesh\.force: There is no such field here; there are bypass, harvest/)
})

test("services may be several, slow, down, out of reach, and send their clients on", () => {
  const discovery = {
    latency: "2s",
    state: "down",
    redirect: "second",
    "out-of-reach": ["a", "home"],
    more: { second: { used: false, latency: "1ms", state: "up", redirect: "third", "out-of-reach": [] }, third: {} },
  }
  assert.deepEqual(complaints(small({ discovery })), [])
  assert.deepEqual(complaints(small({ discovery: {} })), [])
})

test("of the first service nobody says whether it is used, and services have no services", () => {
  assert.match(complaints(small({ discovery: { used: false } }))[0] ?? "", /^discovery\.used: There is no such field/)
  assert.match(
    complaints(small({ discovery: { more: { second: { more: {} } } } }))[0] ?? "",
    /^discovery\.more\.second\.more: There is no such field/,
  )
  assert.match(
    complaints(small({ discovery: { state: "restart" } }))[0] ?? "",
    /^discovery\.state: Expected "down" \| "up"/,
  )
})

test("Kubernetes may be slow, down and out of reach, and sends nobody on", () => {
  const kubernetes = { latency: "2s", state: "down", "out-of-reach": ["s"] }
  assert.deepEqual(complaints(small({ kubernetes })), [])
  assert.deepEqual(complaints(small({ kubernetes: {} })), [])
  assert.match(
    complaints(small({ kubernetes: { redirect: "s" } }))[0] ?? "",
    /^kubernetes\.redirect: There is no such field/,
  )
  assert.match(
    complaints(small({ kubernetes: { latency: "2" } }))[0] ?? "",
    /^kubernetes\.latency: Expected a duration/,
  )
})

test("a node may have pods, an id, and others that it knows from the start", () => {
  assert.deepEqual(ofNode({ pods: ["10.244.1.0/24"], id: "an-id", static: { s: ["198.51.100.1:51820"] } }), [])
  assert.deepEqual(ofNode({ static: { s: [] } }), [])
  assert.equal(ofNode({ pods: ["10.244.1.1"] }).length, 1)
  assert.equal(ofNode({ id: "" }).length, 1)
  assert.match(ofNode({ static: { s: ["nowhere"] } })[0] ?? "", /^nodes\.a\.static\.s\.0: Expected ADDRESS:PORT/)
})

// Spec/discovery.md 3.1: 1 to 256 bytes.
test("an id has at most 256 characters", () => {
  assert.deepEqual(ofNode({ id: "x".repeat(256) }), [])
  const complaint = ofNode({ id: "x".repeat(257) })
  assert.equal(complaint.length, 1)
  assert.match(complaint[0] ?? "", /^nodes\.a\.id: .*256/)
})
