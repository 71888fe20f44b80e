import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { hardwareAddress } from "./own_hardware.ts"

const told = (text: string) =>
  hardwareAddress(Option.some(text)).pipe(
    Effect.provide(FileSystem.layerNoop({})),
    Effect.runSync,
  )

test("an address that is told is taken, and one that is none is named", () => {
  assert.deepEqual([...told("2e:1a:b6:53:81:69")], [0x2e, 0x1a, 0xb6, 0x53, 0x81, 0x69])
  assert.throws(() => told("2e:1a"), /--mac: "2e:1a": expected 6 or 8 bytes/)
})

test("where links cannot be read there is another way", () => {
  const found = hardwareAddress(Option.none()).pipe(Effect.provide(FileSystem.layerNoop({})))
  assert.throws(() => Effect.runSync(found), /name one with --mac/)
})
