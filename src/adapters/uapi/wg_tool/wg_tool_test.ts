/** Debian's wg between us and a device behind a socket of ours: it does what it is told, as by UAPI itself. */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import process from "node:process"
import { test } from "node:test"
import { MemoryDevice } from "../../../../tests/harness/memory_device.ts"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { socketTroubles } from "../../../../tests/harness/socket_troubles.ts"
import { adding, change, removePeer, secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import { publicKeyOf } from "../../../domain/public_key.ts"
import type { DeviceChange } from "../device_change.ts"
import type { DeviceReport } from "../device_report.ts"
import { serveUapi } from "../serve_uapi.ts"
import { UAPI_DIRECTORY } from "../socket_path.ts"
import { reportText } from "../report_text.ts"
import { WgTool } from "./wg_tool.ts"

const skip = troubles()
const [A, B, C] = [keyOf("A"), keyOf("B"), keyOf("C")]

const WHOLE = setPeer(A, {
  presharedKey: secretKey(1),
  endpoint: endpoint("[2001:db8::1]:7"),
  keepalive: seconds(25),
  replaceAllowedIps: true,
  allowedIps: adding("10.0.0.0/8", "fd00::/64"),
})

/** One after the other, from nothing. */
const CHANGES: readonly DeviceChange[] = [
  change({ privateKey: secretKey(2), listenPort: 51820, fwmark: 0x20, replacePeers: true, peers: [WHOLE] }),
  change({ peers: [setPeer(B, { allowedIps: adding("10.1.0.0/16") }), setPeer(C, { presharedKey: secretKey(3) })] }),
  change({ peers: [setPeer(A, { endpoint: endpoint("192.0.2.2:9"), keepalive: seconds(0) })] }),
  change({ peers: [setPeer(A, { allowedIps: adding("10.2.0.0/16") }), setPeer(B, { replaceAllowedIps: true })] }),
  change({ peers: [removePeer(A), setPeer(A, { endpoint: endpoint("192.0.2.3:9") }), removePeer(keyOf("X"))] }),
  change({ peers: [setPeer(C, { presharedKey: "none" }), setPeer(keyOf("D"), { updateOnly: true })] }),
  change({ listenPort: 7, fwmark: 0 }),
  change({ privateKey: "none", replacePeers: true, peers: [setPeer(B), WHOLE] }),
]

test("each change by wg makes the device what the same change by UAPI makes it", { skip }, async () => {
  await withDevice(async (tool, device) => {
    const twin = new MemoryDevice()
    for (const [i, change] of CHANGES.entries()) {
      await tool.set(change)
      await twin.set(change)
      assert.equal(stateText(device.report), stateText(twin.report), `change ${i}`)
      assert.equal(stateText(await tool.get()), stateText(twin.report), `report after change ${i}`)
    }
  })
})

/** With the peers in order, which wg keeps for nobody. */
const stateText = (report: DeviceReport): string =>
  reportText({ ...report, peers: report.peers.toSorted((a, b) => (a.publicKey < b.publicKey ? -1 : 1)) })

test("many peers go both ways", { skip }, async () => {
  await withDevice(async (tool, device) => {
    const peers = Array.from(
      { length: 1_000 },
      (_, i) =>
        setPeer(publicKeyOf(Uint8Array.of(i >> 8, i & 255, ...Array(30).fill(9))), {
          presharedKey: secretKey(1),
          allowedIps: adding(`10.${i >> 8}.${i & 255}.0/24`),
        }),
    )
    await tool.set(change({ peers }))
    assert.equal(device.report.peers.length, 1_000)
    assert.equal(stateText(await tool.get()), stateText(device.report))
  })
})

test("an interface that there is not, and what is refused, are told", { skip }, async () => {
  await assert.rejects(new WgTool({ name: "mf-nowhere" }).get(), {
    name: "WgError",
    message: /^mf-nowhere: there is no (such WireGuard interface|socket for it)/,
  })
  await withDevice(async (tool, device) => {
    Object.assign(device, { set: () => Promise.resolve(98) })
    await assert.rejects(tool.set(change({ listenPort: 7 })), { reason: "the port is in use" })
  })
})

test("what no dump looks like is not repeated", async () => {
  const tool = new WgTool({ name: "wg0", command: ["echo", "secret"] })
  await assert.rejects(tool.get(), { message: "wg0: line 1 of what wg shows cannot be understood" })
})

async function withDevice(then: (tool: WgTool, device: MemoryDevice) => Promise<void>): Promise<void> {
  const device = new MemoryDevice()
  const name = `mt${process.pid}`
  const server = await serveUapi({ name }, { get: () => device.get(), set: (change) => device.set(change) })
  try {
    await then(new WgTool({ name }), device)
  } finally {
    await server.close()
  }
}

function troubles(): string | false {
  if (process.getuid?.() !== 0) return `needs root: wg looks in ${UAPI_DIRECTORY}`
  if (spawnSync("wg", ["--version"]).status !== 0) return "there is no wg: install the package wireguard-tools"
  return socketTroubles()
}
