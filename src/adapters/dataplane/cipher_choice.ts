/**
 * Which cipher the data plane trusts: libcrypto where it loads and agrees with our own on what it seals and refuses, our
 * own everywhere else.
 */
import type { Arena } from "./arena.ts"
import { OUTGOING_LENGTH, PLACES } from "./arena.ts"
import { Libcrypto, type LibcryptoSession } from "./libcrypto.ts"
import type { Packets } from "./packets.ts"
import type { TransportCipher } from "./transport_cipher.ts"
import { WasmCipher, WasmSession } from "./wasm_cipher.ts"

/** Throws if one is asked for that cannot be had. */
export function chooseCipher(
  arena: Arena,
  packets: Packets,
  wanted: "libcrypto" | "wasm" | undefined,
): TransportCipher {
  if (wanted === "wasm") return new WasmCipher(arena, packets)
  try {
    const libcrypto = new Libcrypto(arena)
    if (doAgree(arena, packets, libcrypto)) return libcrypto
    throw new Error("libcrypto seals other than RFC 8439 says")
  } catch (error) {
    if (wanted === "libcrypto") throw error
    return new WasmCipher(arena, packets)
  }
}

/** On messages of several lengths, in both directions, and on a forged one. */
function doAgree(arena: Arena, packets: Packets, libcrypto: Libcrypto): boolean {
  const keys = { send: new Uint8Array(32).fill(7), receive: new Uint8Array(32).fill(7) }
  const theirs = libcrypto.with(keys)
  try {
    return LENGTHS.every((length) => isSame(arena, new WasmSession(arena, packets, keys), theirs, length))
  } finally {
    theirs.free()
  }
}

function isSame(arena: Arena, ours: WasmSession, theirs: LibcryptoSession, length: number): boolean {
  const [here, there] = [PLACES.outgoing, PLACES.outgoing + OUTGOING_LENGTH / 2]
  for (const at of [here, there]) for (let i = 0; i < length; i++) arena.bytes[at + i] = i & 0xff
  ours.seal(here, length, 1, length)
  theirs.seal(there, length, 1, length)
  const sealed = arena.bytes.slice(here, here + length + TAG)
  if (!sealed.every((byte, i) => byte === arena.bytes[there + i])) return false
  if (!theirs.open(here, length, 1, length) || !ours.open(there, length, 1, length)) return false
  arena.bytes.set(sealed, here)
  arena.bytes[here + length] = (arena.bytes[here + length] ?? 0) ^ 1
  return !theirs.open(here, length, 1, length)
}

const TAG = 16
const LENGTHS = [0, 1, 16, 63, 64, 1_420, 16_384]
