import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { MemoryDevice } from "../../../tests/harness/memory_device.ts"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import { socketTroubles } from "../../../tests/harness/socket_troubles.ts"
import { SecretKey } from "../../domain/wireguard/secret_key.ts"
import { reportText } from "./report_text.ts"
import { serveUapi } from "./serve_uapi.ts"
import { UapiClient } from "./uapi_client.ts"

const skip = socketTroubles()
const NAME = "wg0"
const NOTHING = { replacePeers: false, peers: [] } as const

test("what was set is what there is", { skip }, async () => {
  await inFolder(async (directory) => {
    const device = new MemoryDevice()
    const server = await serveUapi({ name: NAME, directory }, device)
    const client = new UapiClient({ name: NAME, directory })
    const privateKey = new SecretKey(new Uint8Array(32).fill(1))
    await client.set({
      privateKey,
      replacePeers: true,
      peers: [{ _tag: "SetPeer", publicKey: keyOf("a"), updateOnly: false, replaceAllowedIps: false, allowedIps: [] }],
    })
    const report = await client.get()
    assert.equal(reportText(report), reportText(device.report))
    assert.ok(report.privateKey?.equals(privateKey))
    await server.close()
  })
})

test("where there is no socket, the error says which and why", { skip }, async () => {
  await inFolder(async (directory) => {
    const client = new UapiClient({ name: NAME, directory })
    const expected = { name: "UapiError", message: `${directory}/wg0.sock: there is no such socket` }
    await assert.rejects(client.get(), expected)
    await assert.rejects(client.set(NOTHING), expected)
  })
})

test("answers that are none are refused without repeating them", { skip }, async () => {
  await assert.rejects(answered("private_key=secret\n\n"), { reason: "line 1 of the answer cannot be understood" })
  await assert.rejects(answered("listen_port=1\n\n"), { reason: "line 2 of the answer cannot be understood" })
  await assert.rejects(answered("errno=-22\n\n"), { reason: "refused with EINVAL" })
  await assert.rejects(answered("listen_port=1\n"), { reason: "hung up before there was an answer" })
  await assert.rejects(answered(""), { reason: "hung up before there was an answer" })
})

test("an answer may come in pieces", { skip }, async () => {
  const report = await answered("listen_port=1\n", "fwmark=2\nerr", "no=0\n", "\n")
  assert.deepEqual([report.listenPort, report.fwmark], [1, 2])
})

test("who never answers is not waited for", { skip }, async () => {
  await inFolder(async (directory) => {
    const server = createServer((socket) => socket.on("error", () => {}).resume())
    await new Promise<void>((resolve) => server.listen(join(directory, "wg0.sock"), resolve))
    const client = new UapiClient({ name: NAME, directory, timeoutMs: 50 })
    await assert.rejects(client.get(), { reason: "no answer within 50 ms" })
    await new Promise((resolve) => server.close(resolve))
  })
})

/** What `get` makes of these pieces and a hang-up. */
async function answered(...pieces: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), "uapi-"))
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.once("data", async () => {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      socket.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(join(directory, "wg0.sock"), resolve))
  try {
    return await new UapiClient({ name: NAME, directory }).get()
  } finally {
    await new Promise((resolve) => server.close(resolve))
    rmSync(directory, { recursive: true })
  }
}

async function inFolder(then: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "uapi-"))
  try {
    await then(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
