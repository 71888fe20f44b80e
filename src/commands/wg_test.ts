import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { KEY } from "../../tests/harness/wg_files.ts"
import { wg } from "./wg.ts"

/** What comes of a file of that name with this text; it is wrong, or cannot be performed here. */
async function tried(name: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-wg-"))
  const path = join(folder, name)
  writeFileSync(path, text)
  const { code, out, message } = await commandRun(wg, [path])
  rmSync(folder, { recursive: true })
  return { code, out, message: message.replaceAll(`${folder}/`, "") }
}

test("what is wrong with a file is told with line and key, and never a secret", async () => {
  const { code, message } = await tried(
    "wg0.conf",
    `[Interface]\nPrivateKey = ${KEY}x\nListenPort = 99999\nColour = red\n`,
  )
  assert.equal(code, 2)
  assert.match(message, /^wg0\.conf:2:\d+: PrivateKey: /m)
  assert.match(message, /^wg0\.conf:3:\d+: ListenPort: /m)
  assert.match(message, /^wg0\.conf:4:1: There is no such key in \[Interface\]/m)
  assert.ok(!message.includes(KEY.slice(0, 10)))
})

test("a file whose name no interface can have is told so before it is read", async () => {
  const { code, message } = await tried("a name that is too long.conf", "")
  assert.equal(code, 2)
  assert.match(message, /the file's name is to be the interface's/)
})

test("a host that has no address is told with its name", async () => {
  const peer = `[Peer]\nPublicKey = ${Buffer.alloc(32, 9).toString("base64")}\nEndpoint = nowhere.invalid:51820\n`
  const { code, message } = await tried("wg0.conf", `[Interface]\nPrivateKey = ${KEY}\n${peer}`)
  assert.equal(code, 2)
  assert.match(message, /^wg0\.conf: no address for "nowhere\.invalid": /)
})

test("a file that is not there is told", async () => {
  const { code, message } = await commandRun(wg, ["/nowhere/wg0.conf"])
  assert.deepEqual([code, message], [2, "/nowhere/wg0.conf: there is no such file"])
})
