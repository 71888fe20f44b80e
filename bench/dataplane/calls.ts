/**
 * What a call costs that leaves JavaScript. The data plane makes several for each run of packets, and is as fast as it is
 * because V8 makes those whose parameters are plain numbers without leaving its own stack (spec/dataplane.md 3).
 */
import { Arena, PLACES } from "../../src/adapters/dataplane/arena.ts"
import { calls } from "../../src/adapters/dataplane/calls.ts"
import { Libcrypto } from "../../src/adapters/dataplane/libcrypto.ts"
import { loadPackets } from "../../src/adapters/dataplane/packets.ts"
import { WasmSession } from "../../src/adapters/dataplane/wasm_cipher.ts"
import { nanosecondsOf, type Row, table } from "../measure.ts"

const SYMBOLS = {
  abs: { parameters: ["i32"], result: "i32" },
  strnlen: { parameters: ["buffer", "u32"], result: "u32" },
} as const

/** Calls a second, as a ratio to the cheapest. */
export function callTable(): string {
  const arena = new Arena()
  const all = [...plainCalls(), ...systemCalls(arena), ...seals(arena)]
  const timed = all.map(([what, call]) => ({ what, perSecond: 1e9 / nanosecondsOf(call) }))
  const baseline = timed[0]?.perSecond ?? Number.NaN
  return table("calls out of JavaScript", "a second", timed.map((row): Row => ({ ...row, baseline })))
}

type Timed = readonly [what: string, call: (i: number) => unknown]

function plainCalls(): readonly Timed[] {
  const { symbols } = Deno.dlopen("libc.so.6", SYMBOLS)
  const text = new Uint8Array(8)
  return [
    ["C by FFI, with a number", (i) => symbols.abs(i)],
    ["C by FFI, with a buffer", () => symbols.strnlen(text, 1)],
  ]
}

/** One that does next to nothing, so that what is left is the way into the kernel and back. */
function systemCalls(arena: Arena): readonly Timed[] {
  const { read, eventfd } = calls()
  const descriptor = eventfd(0, EFD_NONBLOCK)
  const place = arena.address(PLACES.scratch)
  return [["read(2) of nothing, into the arena", () => read(descriptor, place, 8)]]
}

function seals(arena: Arena): readonly Timed[] {
  const keys = { send: new Uint8Array(32).fill(1), receive: new Uint8Array(32).fill(1) }
  const libcrypto = new Libcrypto(arena).with(keys)
  const wasm = new WasmSession(arena, loadPackets(arena.memory), keys)
  return [
    [`${LENGTH} bytes sealed by libcrypto`, (i) => libcrypto.seal(PLACES.outgoing, LENGTH, 0, i)],
    [`${LENGTH} bytes sealed by our own cipher`, (i) => wasm.seal(PLACES.outgoing, LENGTH, 0, i)],
  ]
}

/** As of TCP at an MTU of 1420, padded. */
const LENGTH = 1_424
const EFD_NONBLOCK = 0o4000
