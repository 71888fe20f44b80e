/** What is told of a device behind a socket of ours, until it ends. */
import assert from "node:assert/strict"
import process from "node:process"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { MemoryDevice } from "../../tests/harness/memory_device.ts"
import { keyOf } from "../../tests/harness/mesh_facts.ts"
import { socketTroubles } from "../../tests/harness/socket_troubles.ts"
import { peerReport } from "../../tests/harness/uapi_arbitraries.ts"
import type { DeviceReport } from "../adapters/uapi/device_report.ts"
import { serveUapi } from "../adapters/uapi/serve_uapi.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { wgWatch } from "./wg_watch.ts"

const skip = process.getuid?.() === 0 ? socketTroubles() : "needs root: sockets of interfaces are root's"
const peer = keyOf("A")
const before = process.exitCode

test("each look tells what is new, and a device that ends is told", { skip }, async () => {
  const { code, out, message } = await watched([])
  const [begun, ...lines] = out.split("\n")
  assert.match(begun ?? "", /^\/var\/run\/wireguard\/mw\d+\.sock \(UAPI\): 1 peer; Ctrl-C ends it$/)
  assert.deepEqual(lines.map((line) => line.replace(/^[0-9:.]{12} {2}\S{44} {2}/, "")), [
    "endpoint unknown -> 192.0.2.1:7",
    "handshake completed at 192.0.2.1:7",
    "received 92 bytes, sent 148",
    "is gone",
  ])
  assert.equal(code, 2)
  assert.match(message, /mw\d+\.sock: /)
})

test("with --json there is nothing but objects", { skip }, async () => {
  const { out } = await watched(["--json"])
  const events = out.split("\n").map((line) => JSON.parse(line))
  assert.deepEqual(events.map(({ event, peer: who }) => [event, who]), [
    ["EndpointLearned", peer],
    ["HandshakeCompleted", peer],
    ["Transferred", peer],
    ["PeerRemoved", peer],
  ])
})

test("what is no interface, and an interval that is none, are told", async () => {
  const wrong = await commandRun(wgWatch, ["../wg0"])
  assert.equal(wrong.code, 2)
  assert.match(wrong.message, /this is no name of an interface$/)
  assert.notEqual((await commandRun(wgWatch, ["wg0", "--every", "0"])).code, 0)
})

/** While a peer is first silent, then shakes hands, then is gone, and then the device is, each between two looks. */
async function watched(flags: readonly string[]) {
  const device = new MemoryDevice()
  const there = (...peers: DeviceReport["peers"]): DeviceReport => ({ ...device.report, peers })
  const shaken = { endpoint: endpoint("192.0.2.1:7"), lastHandshake: { seconds: 1_750_000_000, nanoseconds: 0 } }
  const reports = [
    there(peerReport({ publicKey: peer })),
    there(peerReport({ publicKey: peer, ...shaken, rxBytes: 92, txBytes: 148 })),
    there(),
  ]
  const name = `mw${process.pid}`
  const get = () => {
    const [report = there(), ...rest] = reports.splice(0)
    reports.push(...rest)
    if (rest.length === 0) setTimeout(() => void server.close(), 20)
    return Promise.resolve(report)
  }
  const server = await serveUapi({ name }, { get, set: (change) => device.set(change) })
  try {
    return await commandRun(wgWatch, [name, "--every", "0.05", ...flags])
  } finally {
    await server.close()
    process.exitCode = before
  }
}
