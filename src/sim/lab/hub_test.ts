import assert from "node:assert/strict"
import { test } from "node:test"
import { ethernet, udpV4 } from "../../../tests/harness/frames.ts"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { instant, millis } from "../../domain/net/instant.ts"
import { probePayload, readFrame } from "./frame.ts"
import { Hub } from "./hub.ts"
import { layOut } from "./namespaces.ts"

const WAN = 0
const HOST = 3

function hub() {
  const file = scenario(small({}))
  const emitted: { readonly wire: number; readonly frame: Uint8Array }[] = []
  const crossed: string[] = []
  const one = new Hub({ file, wires: layOut(file, "x").wires, seed: 1 }, {
    emit: (wire, frame) => void emitted.push({ wire, frame }),
    crossed: (probe, network) => void crossed.push(`${probe} ${network}`),
  })
  return { one, emitted, crossed }
}

const frame = (to: string, ttl = 64): Uint8Array => ethernet(udpV4("203.0.113.1:51820", to, probePayload(5), ttl))

test("a frame comes out at the wire of whoever has the address, after both links and with six hops less", () => {
  const { one, emitted, crossed } = hub()
  one.receive(WAN, frame("198.51.100.1:9"), instant(0))
  one.advance(instant(millis(20) - 1))
  assert.equal(emitted.length, 0)
  one.advance(instant(millis(20)))
  const [out] = emitted
  assert.equal(out?.wire, HOST)
  assert.equal(out && readFrame(out.frame)?.ttl, 58)
  assert.deepEqual(crossed, ["5 internet"])
})

test("one that dies on the way comes back as an error", () => {
  const { one, emitted } = hub()
  one.receive(WAN, frame("198.51.100.1:9", 6), instant(0))
  one.advance(instant(millis(100)))
  assert.equal(emitted[0]?.wire, WAN)
  const error = emitted[0] && readFrame(emitted[0].frame)
  assert.deepEqual([error?.error?.kind, error?.probe], ["time-exceeded", 5])
})

test("what nobody has goes nowhere, and what is no frame of ours neither", () => {
  const { one, emitted, crossed } = hub()
  one.receive(WAN, frame("192.0.2.77:9"), instant(0))
  one.receive(WAN, new Uint8Array(60), instant(0))
  one.advance(instant(millis(100)))
  assert.deepEqual([emitted, crossed], [[], []])
})
