/** Our client and a device that is not ours: Debian's wireguard-go does what it is told (spec/wireguard.md 2.1). */
import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import process from "node:process"
import { test } from "node:test"
import type { SetPeer } from "../../src/adapters/uapi/device_change.ts"
import { reportText } from "../../src/adapters/uapi/report_text.ts"
import { UapiClient } from "../../src/adapters/uapi/uapi_client.ts"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { seconds } from "../../src/domain/net/instant.ts"
import { prefix } from "../../src/domain/net/prefix.ts"
import { SecretKey } from "../../src/domain/wireguard/secret_key.ts"
import { keyOf } from "../harness/mesh_facts.ts"
import { socketTroubles } from "../harness/socket_troubles.ts"

const skip = troubles()

const ANNA: SetPeer = {
  _tag: "SetPeer",
  publicKey: keyOf("A"),
  updateOnly: false,
  presharedKey: new SecretKey(new Uint8Array(32).fill(2)),
  endpoint: endpoint("192.0.2.1:5"),
  keepalive: seconds(7),
  replaceAllowedIps: true,
  allowedIps: [{ action: "add", prefix: prefix("10.9.0.0/24") }],
}
const BERT: SetPeer = {
  _tag: "SetPeer",
  publicKey: keyOf("B"),
  updateOnly: true,
  replaceAllowedIps: false,
  allowedIps: [],
}

test("wireguard-go becomes what it is told to be, and says so", { skip }, async () => {
  await withWireguardGo(async (client) => {
    const privateKey = new SecretKey(new Uint8Array(32).fill(0x40))
    await client.set({ privateKey, fwmark: 5, replacePeers: true, peers: [ANNA, BERT] })
    const report = await client.get()
    assert.deepEqual([report.privateKey?.equals(privateKey), report.fwmark, report.listenPort > 0], [true, 5, true])
    const [anna, ...others] = report.peers
    assert.ok(anna)
    assert.deepEqual(others, [])
    assert.match(reportText(report), new RegExp(`preshared_key=${"02".repeat(32)}\n`))
    assert.deepEqual(
      [anna.publicKey, anna.endpoint, anna.keepalive, anna.allowedIps, anna.lastHandshake, anna.rxBytes],
      [ANNA.publicKey, ANNA.endpoint, ANNA.keepalive, ["10.9.0.0/24"], undefined, 0],
    )
    await client.set({ replacePeers: false, peers: [{ _tag: "RemovePeer", publicKey: ANNA.publicKey }] })
    assert.deepEqual((await client.get()).peers, [])
  })
})

test("what wireguard-go refuses is told", { skip }, async () => {
  await withWireguardGo(async (client) => {
    const change = { listenPort: 70_000, replacePeers: false, peers: [] }
    await assert.rejects(client.set(change), { message: `${client.path}: refused with EINVAL` })
  })
})

async function withWireguardGo(then: (client: UapiClient) => Promise<void>): Promise<void> {
  const name = `mg${process.pid}`
  const program = spawn("wireguard-go", ["-f", name], { stdio: "ignore" })
  const ended = new Promise((resolve) => program.once("exit", resolve))
  const client = new UapiClient({ name })
  try {
    for (let tries = 0; !existsSync(client.path) && tries < 500; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await then(client)
  } finally {
    program.kill("SIGTERM")
    await ended
  }
}

function troubles(): string | false {
  if (process.getuid?.() !== 0) return "needs root"
  if (spawnSync("test", ["-c", "/dev/net/tun"]).status !== 0) return "there is no /dev/net/tun"
  if (spawnSync("wireguard-go", ["--version"]).status !== 0) return "there is no wireguard-go: install its package"
  return socketTroubles()
}
