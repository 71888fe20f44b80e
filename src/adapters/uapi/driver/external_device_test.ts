/** What the mesh asks for, at a device behind a socket of ours. */
import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { MemoryDevice } from "../../../../tests/harness/memory_device.ts"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { socketTroubles } from "../../../../tests/harness/socket_troubles.ts"
import { change, secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import type { ConfigurePeer, SetEndpoint } from "../../../domain/mesh/intent.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import { prefix } from "../../../domain/net/prefix.ts"
import type { PeerReport } from "../device_report.ts"
import { serveUapi } from "../serve_uapi.ts"
import { UapiClient } from "../uapi_client.ts"
import { ExternalDevice } from "./external_device.ts"

const skip = socketTroubles()
const [A, B] = [keyOf("A"), keyOf("B")]
const [HOME, AWAY] = [endpoint("192.0.2.1:51820"), endpoint("192.0.2.2:1024")]

const configure = (peer = A, at: ConfigurePeer["endpoint"] = undefined): ConfigurePeer => ({
  _tag: "ConfigurePeer",
  peer,
  allowedIps: [prefix("10.0.0.0/8"), prefix("fd00::/64")],
  endpoint: at,
})

const move = (peer = A, at = AWAY): SetEndpoint => ({ _tag: "SetEndpoint", peer, endpoint: at })

test("a configured peer has its allowed IPs, and what every peer is given", { skip }, async () => {
  await withDevice(async (device, memory) => {
    await device.configure({ privateKey: secretKey(1), listenPort: 51820, fwmark: 0x20 })
    await memory.set(change({ peers: [setPeer(A, { allowedIps: [{ action: "add", prefix: prefix("::/0") }] })] }))
    await device.perform([configure()])
    const { privateKey, listenPort, fwmark, peers } = memory.report
    assert.deepEqual([privateKey?.equals(secretKey(1)), listenPort, fwmark], [true, 51820, 0x20])
    const [peer, ...others] = peers
    assert.ok(peer)
    assert.ok(peer.presharedKey?.equals(secretKey(7)))
    assert.deepEqual([peer.allowedIps, peer.keepalive, peer.endpoint], [
      ["10.0.0.0/8", "fd00::/64"],
      seconds(25),
      undefined,
    ])
    assert.deepEqual(others, [])
  })
})

test("one that was made anew is told again who it is, and keeps the peers that it has", { skip }, async () => {
  await withDevice(async (device, memory) => {
    await device.configure({ privateKey: secretKey(1), listenPort: 51820, fwmark: 0x20, replacePeers: true })
    memory.report = { privateKey: undefined, listenPort: 1024, fwmark: 0, peers: [] }
    await device.perform([configure()])
    await device.configureAgain()
    const { privateKey, listenPort, fwmark, peers } = memory.report
    assert.deepEqual([privateKey?.equals(secretKey(1)), listenPort, fwmark, peers.length], [true, 51820, 0x20, 1])
  })
})

// As a node performs the same intents on its own device: src/domain/node.ts.
test("an endpoint that comes with a peer is for a device that has none", { skip }, async () => {
  await withDevice(async (device, memory) => {
    await device.perform([configure(A, HOME)])
    assert.deepEqual(memory.report.peers[0]?.endpoint, HOME)
    await device.perform([configure(A, AWAY)])
    assert.deepEqual(memory.report.peers[0]?.endpoint, HOME)
    await device.perform([move(A, AWAY)])
    assert.deepEqual(memory.report.peers[0]?.endpoint, AWAY)
  })
})

test("what is asked for at once is one operation, in order", { skip }, async () => {
  await withDevice(async (device, memory) => {
    await device.perform([configure(A), move(A, AWAY), configure(B), { _tag: "RemovePeer", peer: B }])
    assert.equal(memory.changes.length, 1)
    assert.deepEqual(memory.report.peers.map(({ publicKey, endpoint }) => [publicKey, endpoint]), [[A, AWAY]])
    await device.perform([])
    assert.equal(memory.changes.length, 1)
  })
})

test("an endpoint for a peer that is gone does not bring it back", { skip }, async () => {
  await withDevice(async (device, memory) => {
    await device.perform([move(A, AWAY)])
    assert.deepEqual(memory.report.peers, [])
  })
})

test("a handshake and a peer that moved are observed, and what we set ourselves is not", { skip }, async () => {
  await withDevice(async (device, memory) => {
    const becomes = (rest: Partial<PeerReport>) => {
      memory.report = { ...memory.report, peers: memory.report.peers.map((peer) => ({ ...peer, ...rest })) }
    }
    await device.perform([configure(A, HOME)])
    assert.deepEqual((await device.observe()).news, [])
    becomes({ lastHandshake: { seconds: 1_750_000_000, nanoseconds: 1 }, rxBytes: 92, txBytes: 148 })
    assert.deepEqual((await device.observe()).news, [
      { _tag: "HandshakeCompleted", peer: A, endpoint: HOME },
      { _tag: "Transferred", peer: A, received: 92, sent: 148 },
    ])
    await device.perform([move(A, AWAY)])
    becomes({ rxBytes: 124 })
    assert.deepEqual((await device.observe()).news.map(({ _tag }) => _tag), ["Transferred"])
    becomes({ rxBytes: 156, endpoint: HOME })
    assert.deepEqual((await device.observe()).news[0], {
      _tag: "EndpointLearned",
      peer: A,
      endpoint: HOME,
      before: AWAY,
    })
  })
})

test("operations that are asked for at the same time come one after the other, and are no news", { skip }, async () => {
  await withDevice(async (device, memory) => {
    const looks = await Promise.all([
      device.observe(),
      device.perform([configure(A)]),
      device.observe(),
      device.perform([{ _tag: "RemovePeer", peer: A }]),
      device.observe(),
    ])
    assert.deepEqual(looks.map((one) => one && [one.report.peers.length, one.news.length]), [
      [0, 0],
      undefined,
      [1, 0],
      undefined,
      [0, 0],
    ])
    assert.equal(memory.changes.length, 2)
  })
})

test("what is refused is told with what stands, and the next operation is on its own", { skip }, async () => {
  await withDevice(async (device, memory) => {
    const set = memory.set
    Object.assign(memory, { set: () => Promise.resolve(98) })
    await assert.rejects(device.configure({ listenPort: 7 }), {
      name: "ChangeFailed",
      message: /refused with EADDRINUSE; done: nothing; not done: port 7$/,
    })
    Object.assign(memory, { set })
    await device.configure({ listenPort: 7 })
    assert.equal(memory.report.listenPort, 7)
  })
})

async function withDevice(then: (device: ExternalDevice, memory: MemoryDevice) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "uapi-"))
  const memory = new MemoryDevice()
  const backend = { get: () => memory.get(), set: (change: Parameters<MemoryDevice["set"]>[0]) => memory.set(change) }
  const server = await serveUapi({ name: "wg0", directory }, backend)
  try {
    const control = new UapiClient({ name: "wg0", directory })
    await then(new ExternalDevice(control, { presharedKey: secretKey(7), keepalive: seconds(25) }), memory)
  } finally {
    await server.close()
    rmSync(directory, { recursive: true })
  }
}
