/**
 * ChaCha20-Poly1305 (RFC 8439 2.8) of WireGuard's transport data: in place, no associated data, a counter for a nonce.
 * Block 0 of the key stream begins with the one-time key of Poly1305; the text takes the blocks from 1 on.
 */
import { BLOCK, chacha20, FOUR_BLOCKS } from "./chacha20"
import { poly1305 } from "./poly1305"

const TAG: usize = 16

/** Blocks 0 to 3 of the key stream: the one-time key, and the first 192 bytes for the text. */
const FIRST = memory.data(256, 16)

/** The end of a text, while it is shorter than four blocks. */
const LAST = memory.data(256, 16)

const COMPUTED = memory.data(16, 16)

/** Encrypts `length` bytes at `at` and writes the tag behind them. */
export function seal(key: usize, low: u32, high: u32, at: usize, length: usize): void {
  begin(key, low, high)
  xorText(key, low, high, at, length)
  poly1305(FIRST, at, length, at + length)
}

/** Decrypts `length` bytes at `at`, if the tag behind them is right: 1. If not, nothing changes: 0. */
export function open(key: usize, low: u32, high: u32, at: usize, length: usize): i32 {
  begin(key, low, high)
  poly1305(FIRST, at, length, COMPUTED)
  if (v128.any_true(v128.xor(v128.load(COMPUTED), v128.load(at + length)))) return 0
  xorText(key, low, high, at, length)
  return 1
}

function begin(key: usize, low: u32, high: u32): void {
  memory.fill(FIRST, 0, FOUR_BLOCKS)
  chacha20(key, low, high, 0, FIRST)
}

function xorText(key: usize, low: u32, high: u32, at: usize, length: usize): void {
  const end = at + length
  const first = min(length, FOUR_BLOCKS - BLOCK)
  xorBytes(at, FIRST + BLOCK, first)
  at += first
  let counter: u32 = 4
  for (; at + FOUR_BLOCKS <= end; at += FOUR_BLOCKS) {
    chacha20(key, low, high, counter, at)
    counter += 4
  }
  if (at === end) return
  memory.fill(LAST, 0, FOUR_BLOCKS)
  chacha20(key, low, high, counter, LAST)
  xorBytes(at, LAST, end - at)
}

function xorBytes(at: usize, stream: usize, length: usize): void {
  const end = at + length
  for (; at + 16 <= end; at += 16) {
    v128.store(at, v128.xor(v128.load(at), v128.load(stream)))
    stream += 16
  }
  for (; at < end; at++) store<u8>(at, load<u8>(at) ^ load<u8>(stream++))
}
