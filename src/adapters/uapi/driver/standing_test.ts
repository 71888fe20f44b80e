import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { MemoryDevice } from "../../../../tests/harness/memory_device.ts"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { anyChange } from "../../../../tests/harness/uapi_arbitraries.ts"
import { adding, change, removePeer, secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import type { DeviceReport } from "../device_report.ts"
import { standingOf } from "./standing.ts"

const [A, B] = [keyOf("A"), keyOf("B")]
const NOTHING: DeviceReport = { privateKey: undefined, listenPort: 0, fwmark: 0, peers: [] }

const WHOLE = setPeer(A, {
  presharedKey: secretKey(1),
  endpoint: endpoint("192.0.2.1:7"),
  keepalive: seconds(25),
  replaceAllowedIps: true,
  allowedIps: adding("10.0.0.0/8"),
})
const DEVICE = change({ privateKey: secretKey(2), listenPort: 7, fwmark: 5, replacePeers: true, peers: [WHOLE] })

test("what was done whole stands whole", async () => {
  await fc.assert(fc.asyncProperty(anyChange, async (change) => {
    const taken = { ...change, listenPort: change.listenPort || 1, peers: change.peers.filter(isOnlyAdding) }
    const device = new MemoryDevice()
    await device.set(taken)
    assert.deepEqual(standingOf(taken, device.report).lacks, [])
  }))
})

const isOnlyAdding = (peer: ReturnType<typeof removePeer>): boolean =>
  peer._tag === "RemovePeer" || peer.allowedIps.every(({ action }) => action === "add")

test("of what was not done at all nothing stands", () => {
  assert.deepEqual(standingOf({ ...DEVICE, replacePeers: false }, NOTHING), {
    stands: [],
    lacks: ["the private key", "port 7", "mark 5", `peer ${A}`],
  })
})

test("each part is told by itself, and no key with it", async () => {
  const device = new MemoryDevice()
  await device.set(DEVICE)
  const other = change({
    privateKey: secretKey(9),
    listenPort: 7,
    replacePeers: true,
    peers: [
      { ...WHOLE, presharedKey: secretKey(8), endpoint: endpoint("192.0.2.2:7"), allowedIps: adding("10.0.0.0/9") },
      removePeer(B),
    ],
  })
  assert.deepEqual(standingOf(other, device.report), {
    stands: ["port 7", "no other peers", `the keepalive of peer ${A}`, `peer ${B} gone`],
    lacks: [
      "the private key",
      `the preshared key of peer ${A}`,
      `the endpoint of peer ${A}`,
      `the allowed IPs of peer ${A}`,
    ],
  })
})

test("what is to be gone is looked for, too", async () => {
  const device = new MemoryDevice()
  await device.set(change({ privateKey: secretKey(2), peers: [WHOLE, setPeer(B)] }))
  const bare = setPeer(A, { presharedKey: "none", replaceAllowedIps: true })
  const gone = change({ privateKey: "none", replacePeers: true, peers: [bare, removePeer(A)] })
  assert.deepEqual(standingOf(gone, device.report).lacks, ["the private key", "no other peers", `peer ${A} gone`])
  assert.deepEqual(standingOf(change({ peers: [bare] }), device.report).lacks, [
    `the preshared key of peer ${A}`,
    `the allowed IPs of peer ${A}`,
  ])
})

test("an allowed IP that goes from one peer to the next in a change is the next one's", async () => {
  const device = new MemoryDevice()
  const both = change({
    peers: [setPeer(A, { allowedIps: adding("10.0.0.0/8") }), setPeer(B, { allowedIps: adding("10.0.0.0/8") })],
  })
  await device.set(both)
  const [a, b] = device.report.peers
  assert.ok(a && b)
  const moved = { ...device.report, peers: [{ ...a, allowedIps: [] }, b] }
  assert.deepEqual(standingOf(both, moved).lacks, [])
  const neither = { ...device.report, peers: [{ ...a, allowedIps: [] }, { ...b, allowedIps: [] }] }
  assert.deepEqual(standingOf(both, neither).lacks, [`the allowed IPs of peer ${B}`])
})

test("a peer that is only to be updated need not be there, and any port is one", () => {
  assert.deepEqual(standingOf(change({ peers: [setPeer(A, { updateOnly: true })] }), NOTHING).lacks, [])
  assert.deepEqual(standingOf(change({ listenPort: 0 }), NOTHING).lacks, ["any port"])
  assert.deepEqual(standingOf(change({ listenPort: 0 }), { ...NOTHING, listenPort: 9 }).stands, ["any port"])
})
