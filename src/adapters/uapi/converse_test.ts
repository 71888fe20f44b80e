import assert from "node:assert/strict"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { MemoryDevice } from "../../../tests/harness/memory_device.ts"
import { socketTroubles } from "../../../tests/harness/socket_troubles.ts"
import { converse, type UapiBackend } from "./converse.ts"

const skip = socketTroubles()

test("an operation is answered, and the next one on the same connection", { skip }, async () => {
  await withClient(new MemoryDevice(), async ({ say, hear }) => {
    say("set=1\nlisten_port=7\n\n")
    assert.equal(await hear(), "errno=0\n\n")
    say("get=1\n\n")
    assert.equal(await hear(), "listen_port=7\nerrno=0\n\n")
  })
})

test("operations that come at once are answered in their order", { skip }, async () => {
  await withClient(new MemoryDevice(), async ({ say, hearAll }) => {
    say("set=1\nlisten_port=7\n\nget=1\n\nset=1\nx\n\nget=1\n\n", "end")
    assert.equal(await hearAll(), "errno=0\n\nlisten_port=7\nerrno=0\n\nerrno=-71\n\nlisten_port=7\nerrno=0\n\n")
  })
})

// spec/wireguard.md 2.1: "WG sends negative numbers"; "for `get`, `wg` accepts only a non-negative number".
test("what the device says is passed on, and its trouble is a number", { skip }, async () => {
  const failures: unknown[] = []
  const broken: UapiBackend = {
    get: () => Promise.reject(new Error("secret")),
    set: ({ listenPort }) => listenPort === 98 ? Promise.resolve(98) : Promise.reject(new Error("secret")),
  }
  await withClient(broken, async ({ say, hearAll }) => {
    say("set=1\nlisten_port=98\n\nset=1\n\nget=1\n\n", "end")
    assert.equal(await hearAll(), "errno=-98\n\nerrno=-55\n\nerrno=55\n\n")
  }, failures)
  assert.equal(failures.length, 2)
})

test("a request without its end changes nothing", { skip }, async () => {
  for (const half of ["set=1\nlisten_port=7\n", "set=1\nlisten_port=7", "get=1\n", "", "se"]) {
    const device = new MemoryDevice()
    await withClient(device, async ({ say, hearAll }) => {
      say(half, "end")
      assert.equal(await hearAll(), "")
    })
    assert.deepEqual(device.changes, [], half)
  }
})

test("of a request with an error nothing is done", { skip }, async () => {
  const device = new MemoryDevice()
  await withClient(device, async ({ say, hear }) => {
    say("set=1\nlisten_port=7\nfwmark=x\n\n")
    assert.equal(await hear(), "errno=-22\n\n")
  })
  assert.deepEqual(device.changes, [])
})

test("whoever says what begins no operation is hung up on without a word", { skip }, async () => {
  for (const text of ["get=2\n\n", "GET=1\n\n", "get=1\r\n\r\n", "\0\0\n"]) {
    await withClient(new MemoryDevice(), async ({ say, hearAll }) => {
      say(text)
      assert.equal(await hearAll(), "", text)
    })
  }
})

test("an endless line ends the conversation, and whoever listens hears why", { skip }, async () => {
  await withClient(new MemoryDevice(), async ({ say, hearAll }) => {
    say(`set=1\nlisten_port=${"1".repeat(1000)}`)
    assert.equal(await hearAll(), "errno=-5\n\n")
  })
  await withClient(new MemoryDevice(), async ({ say, hearAll }) => {
    say(`set=1\nlisten_port=${"1".repeat(10_000_000)}`)
    assert.match(await hearAll(), /^(errno=-5\n\n)?$/)
  })
})

interface Client {
  readonly say: (text: string, then?: "end") => void
  /** The next piece. */
  readonly hear: () => Promise<string>
  /** Until the other side hangs up. */
  readonly hearAll: () => Promise<string>
}

async function withClient(
  backend: UapiBackend,
  then: (client: Client) => Promise<void>,
  failures: unknown[] = [],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "uapi-"))
  const path = join(folder, "s")
  let ended: Promise<void> | undefined
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {})
    ended = converse(socket, backend, (error) => failures.push(error))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const socket = connect(path).setEncoding("latin1").on("error", () => {})
  try {
    await then({
      say: (text, then) => void (then === "end" ? socket.end(text) : socket.write(text)),
      hear: async () => String(await once(socket, "data")),
      hearAll: () => everything(socket),
    })
  } finally {
    socket.destroy()
    await ended
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  }
}

function everything(socket: Socket): Promise<string> {
  let text = ""
  socket.on("data", (piece) => text += piece)
  return new Promise((resolve) => socket.on("close", () => resolve(text)))
}
