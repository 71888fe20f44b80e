/**
 * Poly1305 (RFC 8439 2.5) as ChaCha20-Poly1305 uses it with no associated data (2.8): the text, zeros up to a multiple of
 * 16, and a block with the two lengths. Numbers are five limbs of 26 bits, the least first. The bulk of a long text goes
 * four blocks at a time, the rest one by one.
 */
import { absorbFours, setPowers } from "./poly1305_fours"
import { absorb, ACCUMULATOR, LIMBS, MULTIPLIER, WHOLE } from "./poly1305_ones"

const BLOCK: usize = 16

/** Below it the powers of the multiplier cost more than they save. */
const LONG: usize = 512

const LAST_BLOCK = memory.data(16, 16)

/** The tag of `length` bytes at `at` under a one-time key of 32 bytes, written to `tag`. */
export function poly1305(key: usize, at: usize, length: usize, tag: usize): void {
  const whole = length & ~(BLOCK - 1)
  const text = absorbWhole(key, at, whole)
  const rest = length - whole
  if (rest > 0) {
    v128.store(LAST_BLOCK, i64x2.splat(0))
    memory.copy(LAST_BLOCK, text, rest)
    absorb(LAST_BLOCK, LAST_BLOCK + BLOCK, WHOLE)
  }
  v128.store(LAST_BLOCK, i64x2(0, length as u64))
  absorb(LAST_BLOCK, LAST_BLOCK + BLOCK, WHOLE)
  finish(key + BLOCK, tag)
}

/** The bare function over whole blocks, for the RFC's own vectors. */
export function poly1305OfBlocks(key: usize, at: usize, length: usize, tag: usize): void {
  absorbWhole(key, at, length & ~(BLOCK - 1))
  finish(key + BLOCK, tag)
}

function absorbWhole(key: usize, at: usize, length: usize): usize {
  setMultiplier(key)
  memory.fill(ACCUMULATOR, 0, LIMBS)
  const end = at + length
  let text = at
  if (length >= LONG) {
    setPowers()
    text += length & ~63
    absorbFours(at, text)
  }
  absorb(text, end, WHOLE)
  return end
}

/** The first half of the key, clamped (RFC 8439 2.5.1). */
function setMultiplier(key: usize): void {
  store<u64>(MULTIPLIER, load<u32>(key) & 0x3ffffff)
  store<u64>(MULTIPLIER, (load<u32>(key, 3) >> 2) & 0x3ffff03, 8)
  store<u64>(MULTIPLIER, (load<u32>(key, 6) >> 4) & 0x3ffc0ff, 16)
  store<u64>(MULTIPLIER, (load<u32>(key, 9) >> 6) & 0x3f03fff, 24)
  store<u64>(MULTIPLIER, (load<u32>(key, 12) >> 8) & 0x00fffff, 32)
}

/** The accumulator modulo 2^130 - 5, plus the second half of the key, modulo 2^128. */
function finish(addend: usize, tag: usize): void {
  const h2 = limb(16), h4 = limb(32)
  const h01 = limb(0) + (limb(8) << 26)
  const h23 = (h2 >> 12) + (limb(24) << 14)
  let low = h01 + (h2 << 52)
  let high = h23 + (h4 << 40) + u64(low < h01)
  const top = (h4 >> 24) + u64(high < h23)
  // What stands from bit 130 on comes back five times at the bottom.
  const once = low + 5 * (top >> 2)
  high += u64(once < low)
  const topOnce = (top & 3) + (u64(once < low) & u64(high === 0))
  // It is the modulus or above exactly if five more reach bit 130.
  const carry = u64(once + 5 < once)
  const over = (topOnce + (carry & u64(high + carry === 0))) >> 2
  low = once + 5 * over
  high += u64(low < once)
  const sum = low + load<u64>(addend)
  store<u64>(tag, sum)
  store<u64>(tag, high + load<u64>(addend, 8) + u64(sum < low), 8)
}

function limb(offset: usize): u64 {
  return load<u64>(ACCUMULATOR + offset)
}
