import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { test } from "node:test"
import { socketTroubles } from "../../../tests/harness/socket_troubles.ts"
import { listen } from "./listen.ts"

const skip = socketTroubles()

test("the directory and the socket are for us alone, and the umask is as before", { skip }, async () => {
  await inFolder(async (folder) => {
    const before = process.umask(0o022)
    const path = join(folder, "new", "wg0.sock")
    await withServer(async (server) => {
      await listen(server, path)
      assert.equal(statSync(path).mode & 0o777, 0o600)
      assert.equal(statSync(join(folder, "new")).mode & 0o777, 0o700)
      assert.equal(process.umask(before), 0o022)
    })
  })
})

test("a socket that somebody answers at is left to them", { skip }, async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "wg0.sock")
    await withServer(async (first) => {
      await listen(first, path)
      await withServer(async (second) => {
        await assert.rejects(listen(second, path), { message: `${path}: somebody answers there already` })
      })
      assert.ok(existsSync(path))
    })
  })
})

test("a socket that was left behind is taken over", { skip: skip || noLeftovers() }, async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "wg0.sock")
    leaveBehind(path)
    assert.ok(existsSync(path))
    await withServer(async (server) => {
      await listen(server, path)
      assert.ok(server.listening)
    })
  })
})

test("a file that is no socket stays where it is", { skip }, async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "wg0.sock")
    writeFileSync(path, "mine")
    await withServer(async (server) => {
      await assert.rejects(listen(server, path), { reason: "there is a file that is no socket" })
    })
    assert.ok(existsSync(path))
  })
})

test("a place where there can be no socket is an error that says so", { skip }, async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, "file"), "")
    const path = join(folder, "file", "wg0.sock")
    await withServer(async (server) => {
      await assert.rejects(listen(server, path), { name: "UapiError", socket: path })
    })
  })
})

async function inFolder(then: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "uapi-"))
  try {
    await then(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function withServer(then: (server: Server) => Promise<void>): Promise<void> {
  const server = createServer()
  try {
    await then(server)
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
}

/** A program that listened and was killed. */
function leaveBehind(path: string): void {
  spawnSync("python3", ["-c", `import socket; socket.socket(socket.AF_UNIX).bind(${JSON.stringify(path)})`])
}

function noLeftovers(): string | false {
  return spawnSync("python3", ["--version"]).error === undefined
    ? false
    : "there is no python3 to leave a socket behind"
}
