import assert from "node:assert/strict"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { MemoryDevice } from "../../../tests/harness/memory_device.ts"
import { socketTroubles } from "../../../tests/harness/socket_troubles.ts"
import type { UapiBackend } from "./converse.ts"
import { serveUapi, type UapiServer } from "./serve_uapi.ts"
import { UapiClient } from "./uapi_client.ts"

const skip = socketTroubles()
const NAME = "wg0"

test("several clients are served, and each sees what the others did", { skip }, async () => {
  await withServer(new MemoryDevice(), async ({ directory }) => {
    const clients = Array.from({ length: 20 }, () => new UapiClient({ name: NAME, directory }))
    await Promise.all(
      clients.map((client, i) => client.set({ fwmark: i + 1, replacePeers: false, peers: [] })),
    )
    const reports = await Promise.all(clients.map((client) => client.get()))
    assert.equal(new Set(reports.map(({ fwmark }) => fwmark)).size, 1)
  })
})

test("one operation at a time reaches the device", { skip }, async () => {
  let running = 0
  let most = 0
  const device = new MemoryDevice()
  const slow = async <A>(operation: () => Promise<A>): Promise<A> => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running--
    return operation()
  }
  const backend: UapiBackend = { get: () => slow(device.get), set: (change) => slow(() => device.set(change)) }
  await withServer(backend, async ({ directory }) => {
    const client = new UapiClient({ name: NAME, directory })
    const change = { listenPort: 1, replacePeers: false, peers: [] }
    await Promise.all([client.get(), client.set(change), client.get(), client.set(change)])
  })
  assert.equal(most, 1)
})

// spec/wireguard.md 2.1: "`wg` probes with connect-then-close: accept silently".
test("clients that say nothing and go are no trouble, nor are those that stay", { skip }, async () => {
  const failures: unknown[] = []
  await withServer(new MemoryDevice(), async ({ directory, server }) => {
    const silent = connect(server.path)
    for (let i = 0; i < 10; i++) await knock(server.path)
    assert.equal((await new UapiClient({ name: NAME, directory }).get()).listenPort, 0)
    const gone = new Promise((resolve) => silent.once("close", resolve))
    silent.resume()
    await server.close()
    await gone
  }, failures)
  assert.deepEqual(failures, [])
})

test("what the device rejects with is told here, and a number there", { skip }, async () => {
  const failures: unknown[] = []
  const trouble = new Error("out of memory")
  const backend: UapiBackend = { get: () => Promise.reject(trouble), set: () => Promise.resolve(-98) }
  await withServer(backend, async ({ directory, server }) => {
    const client = new UapiClient({ name: NAME, directory })
    await assert.rejects(client.get(), { message: `${server.path}: refused with ENOANO` })
    await assert.rejects(client.set({ replacePeers: false, peers: [] }), { reason: "refused with EADDRINUSE" })
  }, failures)
  assert.deepEqual(failures, [trouble])
})

test("at the end the socket is gone, and can be ended twice", { skip }, async () => {
  await withServer(new MemoryDevice(), async ({ server }) => {
    assert.ok(existsSync(server.path))
    await Promise.all([server.close(), server.close()])
    assert.ok(!existsSync(server.path))
  })
})

test("a second device of the same name is refused, and the first goes on", { skip }, async () => {
  await withServer(new MemoryDevice(), async ({ directory, server }) => {
    const again = serveUapi({ name: NAME, directory }, new MemoryDevice())
    await assert.rejects(again, { message: `${server.path}: somebody answers there already` })
    await new UapiClient({ name: NAME, directory }).get()
  })
})

function knock(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve()
    })
  })
}

interface Served {
  readonly directory: string
  readonly server: UapiServer
}

async function withServer(
  backend: UapiBackend,
  then: (served: Served) => Promise<void>,
  failures: unknown[] = [],
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "uapi-"))
  const server = await serveUapi({ name: NAME, directory, failed: (error) => failures.push(error) }, backend)
  try {
    await then({ directory, server })
  } finally {
    await server.close()
    rmSync(directory, { recursive: true })
  }
}
