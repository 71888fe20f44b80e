import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { MemoryDevice } from "../../../../tests/harness/memory_device.ts"
import { socketTroubles } from "../../../../tests/harness/socket_troubles.ts"
import { serveUapi } from "../serve_uapi.ts"
import { findDevice } from "./find_device.ts"

const skip = socketTroubles()

test("an interface with a socket is asked there", { skip }, async () => {
  await inFolder(async (directory) => {
    const server = await serveUapi({ name: "wg0", directory }, new MemoryDevice())
    const device = await findDevice({ name: "wg0", directory })
    assert.equal(device.name, `${directory}/wg0.sock (UAPI)`)
    assert.deepEqual((await device.get()).peers, [])
    await server.close()
  })
})

test("one without is asked by wg, and so is one whose socket nobody answers at", { skip }, async () => {
  await inFolder(async (directory) => {
    assert.equal((await findDevice({ name: "wg0", directory })).name, "wg0 (wg)")
    writeFileSync(join(directory, "wg0.sock"), "")
    assert.equal((await findDevice({ name: "wg0", directory })).name, "wg0 (wg)")
  })
})

test("what is no name of an interface leads nowhere", { skip }, async () => {
  await assert.rejects(findDevice({ name: "../wg0" }), { reason: "this is no name of an interface" })
})

async function inFolder(then: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "uapi-"))
  try {
    await then(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
