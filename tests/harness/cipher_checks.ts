/** What every cipher of the data plane has to do, held against @noble/ciphers: RFC 8439 without associated data. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import assert from "node:assert/strict"
import { type Arena, PLACES } from "../../src/adapters/dataplane/arena.ts"
import type { SessionCipher } from "../../src/adapters/dataplane/transport_cipher.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { Session, type SessionKeys } from "../../src/domain/wireguard/session.ts"
import { Rng } from "../../src/sim/rng.ts"

const AT = PLACES.outgoing + 16

/** Around blocks of 64 bytes, batches of four of them, and up to the longest packet. */
export const LENGTHS: readonly number[] = [
  ...Array.from({ length: 300 }, (_, i) => i),
  ...[511, 512, 513, 1_023, 1_024, 1_419, 1_420, 1_421, 4_096, 9_000, 65_519, 65_535],
]

export function randomKeys(seed: number): SessionKeys {
  const rng = Rng.seeded(seed)
  return { send: rng.fill(new Uint8Array(32)), receive: rng.fill(new Uint8Array(32)) }
}

export const sessionWith = (keys: SessionKeys): Session =>
  new Session({ keys, localIndex: 1, remoteIndex: 2, initiated: true, derivedAt: instant(0) })

/** Both directions, with counters of all sizes; and not a byte is touched around them. */
export function assertConforms(arena: Arena, cipher: SessionCipher, keys: SessionKeys): void {
  const rng = Rng.seeded(8439)
  for (const [i, length] of LENGTHS.entries()) {
    const [high, low] = [i % 3 === 0 ? rng.u32() : 0, i % 2 === 0 ? rng.u32() : i]
    const text = rng.fill(new Uint8Array(length))
    const sealed = chacha20poly1305(keys.send, nonceOf(high, low)).encrypt(text)
    const ours = within(arena, text, length + 16, () => cipher.seal(AT, length, high, low))
    assert.deepEqual(ours, sealed, `seals ${length} bytes`)
    const theirs = chacha20poly1305(keys.receive, nonceOf(high, low)).encrypt(text)
    const opened = within(arena, theirs, length + 16, () => assert.ok(cipher.open(AT, length, high, low), `${length}`))
    assert.deepEqual(opened.subarray(0, length), text, `opens ${length} bytes`)
  }
}

/** One bit anywhere, another counter, another key: refused, and what comes next is not harmed. */
export function assertRefusesForgeries(arena: Arena, cipher: SessionCipher, keys: SessionKeys): void {
  for (const length of [0, 1, 64, 1_420]) {
    const good = chacha20poly1305(keys.receive, nonceOf(1, 2)).encrypt(new Uint8Array(length).fill(7))
    const opens = (message: Uint8Array, high = 1, low = 2): boolean => {
      arena.bytes.set(message, AT)
      return cipher.open(AT, length, high, low)
    }
    for (const at of new Set([0, length >> 1, length, length + 8, length + 15])) {
      const forged = good.map((byte, i) => i === at ? byte ^ 0x80 : byte)
      assert.equal(opens(forged), false, `${length} bytes, forged at ${at}`)
    }
    assert.deepEqual([opens(good, 1, 3), opens(good, 2, 2), opens(good, 0, 2)], [false, false, false])
    const reflected = chacha20poly1305(keys.send, nonceOf(1, 2)).encrypt(new Uint8Array(length).fill(7))
    assert.equal(opens(reflected), false, "what we sent is not for us")
    assert.equal(opens(good), true)
  }
}

/** The `room` bytes where `content` stood, after `run`. */
function within(arena: Arena, content: Uint8Array, room: number, run: () => void): Uint8Array {
  const { bytes } = arena
  const end = AT + room
  bytes.fill(0xcc, AT - 16, end + 16)
  bytes.set(content, AT)
  run()
  assert.ok(bytes.subarray(AT - 16, AT).every((byte) => byte === 0xcc), "nothing is written before")
  assert.ok(bytes.subarray(end, end + 16).every((byte) => byte === 0xcc), "nor behind")
  return bytes.slice(AT, end)
}

/** spec/wireguard.md 1.1: four zero bytes, then the counter, little-endian. */
function nonceOf(high: number, low: number): Uint8Array {
  const nonce = new Uint8Array(12)
  const view = new DataView(nonce.buffer)
  view.setUint32(4, low, true)
  view.setUint32(8, high, true)
  return nonce
}
