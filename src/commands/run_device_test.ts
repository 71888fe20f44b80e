import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import { outsideSandbox as skip } from "../../tests/harness/native.ts"
import { keyOf } from "../../tests/harness/mesh_facts.ts"
import { links } from "../../tests/harness/wg_files.ts"
import { performLines } from "../adapters/linux/ip_batch.ts"
import { seconds } from "../domain/net/instant.ts"
import { SecretKey } from "../domain/wireguard/secret_key.ts"
import { givenDevice, ownDevice } from "./run_device.ts"

const plan = (name: string) => ({
  name,
  cipher: undefined,
  onNews: assert.fail,
  settings: { privateKey: new SecretKey(new Uint8Array(32).fill(1)), listenPort: 51830, fwmark: 0x20 },
  defaults: { presharedKey: undefined, keepalive: seconds(25) },
})

test("a device of our own is as it was told to be, takes peers, and goes with its scope", { skip }, async () => {
  const report = await Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const { device } = yield* ownDevice(plan("own-mesh"))
    const configure = { _tag: "ConfigurePeer", peer: keyOf("b"), allowedIps: [], endpoint: undefined } as const
    yield* Effect.promise(() => device.perform([configure]))
    return (yield* Effect.promise(() => device.observe())).report
  })))
  assert.deepEqual([report.listenPort, report.fwmark], [51830, 0x20])
  assert.deepEqual(report.peers.map(({ publicKey, keepalive }) => [publicKey, keepalive]), [[keyOf("b"), seconds(25)]])
  assert.ok(!links().includes("own-mesh"))
})

test("a device of our own that is deleted ends with a word", { skip }, async () => {
  const { message } = await Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const { ended } = yield* ownDevice(plan("del-mesh"))
    performLines(["link del del-mesh"])
    return yield* Effect.flip(ended)
  })))
  assert.match(message, /^del-mesh: .*was deleted/)
})

test("a device that is not there is told by its name", { skip }, async () => {
  const { message } = await Effect.runPromise(Effect.flip(Effect.scoped(givenDevice(plan("no-mesh")))))
  assert.match(message, /no-mesh/)
})
