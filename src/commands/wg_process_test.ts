import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { test } from "node:test"
import { outsideSandbox as skip } from "../../tests/harness/native.ts"
import { ALONE, links } from "../../tests/harness/wg_files.ts"
import { performLines } from "../adapters/linux/ip_batch.ts"
import type { SetPeer } from "../adapters/uapi/device_change.ts"
import type { PeerReport } from "../adapters/uapi/device_report.ts"
import { EADDRINUSE } from "../adapters/uapi/errno.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { seconds } from "../domain/net/instant.ts"
import { publicKeyOf } from "../domain/public_key.ts"
import { nobleSuite as suite } from "../domain/wireguard/noble_suite.ts"
import { SecretKey } from "../domain/wireguard/secret_key.ts"
import { type WgOptions, WgProcess } from "./wg_process.ts"

const start = (name: string, onNews: WgOptions["onNews"] = assert.fail): WgProcess =>
  new WgProcess({ name, cipher: undefined, change: ALONE, onNews })

test("an interface is there from when it is ready until it is stopped", { skip }, async () => {
  const wg = start("wg-there")
  const { port } = await wg.ready
  assert.ok(port > 0 && links().includes("wg-there"))
  await wg.stop()
  assert.ok(!links().includes("wg-there"))
  assert.equal(await wg.ended, undefined)
})

test("it tells of itself, and takes changes", { skip }, async () => {
  const wg = start("wg-asked")
  const { port } = await wg.ready
  assert.equal((await wg.get()).listenPort, port)
  assert.equal(await wg.set({ fwmark: 5, replacePeers: false, peers: [] }), 0)
  assert.equal((await wg.get()).fwmark, 5)
  await wg.stop()
})

test("a name that no interface can have is told, and nothing is left", { skip }, async () => {
  const wg = start("lo")
  await assert.rejects(wg.ready, /"lo" is the name of another interface/)
  assert.match(await wg.ended ?? "", /"lo"/)
})

test("who asks when it is over gets a refusal, and does not wait", { skip }, async () => {
  const wg = start("wg-over")
  await wg.ready
  const answers = Promise.all([wg.stop(), wg.set({ fwmark: 5, replacePeers: false, peers: [] })])
  assert.notEqual((await answers)[1], 0)
})

test("a port that another one has is refused, to a running interface and to one that begins", { skip }, async () => {
  const news: string[] = []
  const [one, two] = [start("wg-one", (text) => news.push(text)), start("wg-two")]
  const [{ port }, { port: taken }] = await Promise.all([one.ready, two.ready])
  assert.equal(await one.set({ listenPort: taken, replacePeers: false, peers: [] }), EADDRINUSE)
  assert.equal((await one.get()).listenPort, port)
  assert.ok(news.length === 1 && /EADDRINUSE/.test(news[0] ?? ""), "UAPI has a number, the operator gets words")
  const change = { ...ALONE, listenPort: taken }
  const late = new WgProcess({ name: "wg-late", cipher: undefined, change, onNews: assert.fail })
  await assert.rejects(late.ready, /EADDRINUSE/)
  assert.ok(!links().includes("wg-late"), "and leaves nothing")
  await Promise.all([one.stop(), two.stop()])
})

test("a deleted interface ends its thread, and the reason is told", { skip }, async () => {
  const wg = start("wg-deleted")
  await wg.ready
  performLines(["link del wg-deleted"])
  assert.match(await wg.ended ?? "", /deleted/)
})

test("a key log that others may read is refused before there is an interface", { skip }, async () => {
  const keyLog = join(mkdtempSync(join(tmpdir(), "meshfold-wg-")), "keys.txt")
  writeFileSync(keyLog, "", { mode: 0o644 })
  const wg = new WgProcess({ name: "wg-logged", cipher: undefined, change: ALONE, keyLog, onNews: assert.fail })
  await assert.rejects(wg.ready, /keys\.txt: no key log goes there: others have rights to it/)
  assert.ok(!links().includes("wg-logged"))
  rmSync(dirname(keyLog), { recursive: true })
})

test("a key log that cannot be written is told of, and the handshake goes on", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-wg-"))
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4k", "none", folder])
  const [keyLog, remarks] = [join(folder, "keys.txt"), new Array<string>()]
  writeFileSync(keyLog, "#".repeat(4_095), { mode: 0o600 })
  const two = withPeer("wg-b", 2, 1, {})
  const rest = { endpoint: endpoint(`127.0.0.1:${(await two.ready).port}`), keepalive: seconds(25) }
  const one = withPeer("wg-a", 1, 2, rest, { keyLog, onNews: (text) => remarks.push(text) })
  await handshakeOf(one)
  assert.deepEqual(remarks, [`${keyLog}: keys are missing there: ENOSPC`])
  assert.equal(statSync(keyLog).size, 4_096)
  await Promise.all([one.stop(), two.stop()])
  execFileSync("umount", [folder])
  rmSync(folder, { recursive: true })
})

test("two interfaces shake hands, and both tell of it", { skip }, async () => {
  const two = withPeer("wg-b", 2, 1, {})
  const { port } = await two.ready
  const one = withPeer("wg-a", 1, 2, { endpoint: endpoint(`127.0.0.1:${port}`), keepalive: seconds(25) })
  await one.ready
  const [ours, theirs] = [await handshakeOf(one), await handshakeOf(two)]
  assert.ok(Math.abs((ours.lastHandshake?.seconds ?? 0) - Date.now() / 1_000) < 10)
  // 148 and 92 bytes of handshake, and the keepalive of 32 that confirms it (spec/wireguard.md 1.15).
  assert.deepEqual([ours.txBytes, ours.rxBytes, theirs.rxBytes, theirs.txBytes], [180, 92, 180, 92])
  await Promise.all([one.stop(), two.stop()])
})

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)

function withPeer(
  name: string,
  fill: number,
  theirs: number,
  rest: Partial<SetPeer>,
  log: Pick<WgOptions, "keyLog"> & Partial<Pick<WgOptions, "onNews">> = {},
): WgProcess {
  const publicKey = publicKeyOf(suite.keyPair(bytes(theirs)).publicKey)
  const peer = { _tag: "SetPeer", publicKey, updateOnly: false, replaceAllowedIps: false, allowedIps: [] } as const
  const change = { ...ALONE, privateKey: new SecretKey(bytes(fill)), peers: [{ ...peer, ...rest }] }
  return new WgProcess({ name, cipher: "wasm", change, onNews: assert.fail, ...log })
}

/** What there is to tell of its one peer, once they have shaken hands. */
async function handshakeOf(wg: WgProcess): Promise<PeerReport> {
  for (let tries = 0; tries < 200; tries++) {
    const { peers: [peer] } = await wg.get()
    if (peer?.lastHandshake !== undefined) return peer
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return assert.fail("there was no handshake")
}
