import assert from "node:assert/strict"
import { test } from "node:test"
import { outsideSandbox as skip } from "../../tests/harness/native.ts"
import { ALONE, links } from "../../tests/harness/wg_files.ts"
import { WgProcess } from "./wg_process.ts"

const start = (name: string): WgProcess => new WgProcess({ name, cipher: undefined, change: ALONE })

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
