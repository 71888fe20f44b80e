/** Poly1305, a block at a time. Accumulator and multiplier are five 64-bit words with a limb of 26 bits each. */

export const MASK: u64 = 0x3ffffff

/** Bytes that five limbs take. */
export const LIMBS: usize = 40

export const ACCUMULATOR = memory.data(40, 16)
export const MULTIPLIER = memory.data(40, 16)

/** What stands above the sixteen bytes of a block: bit 128. */
export const WHOLE: u64 = 1 << 24

/** accumulator = (accumulator + block) * multiplier, for each block from `at` to `end`, with `top` above each. */
export function absorb(at: usize, end: usize, top: u64): void {
  const r0 = load<u64>(MULTIPLIER), r1 = load<u64>(MULTIPLIER, 8), r2 = load<u64>(MULTIPLIER, 16)
  const r3 = load<u64>(MULTIPLIER, 24), r4 = load<u64>(MULTIPLIER, 32)
  const s1 = r1 * 5, s2 = r2 * 5, s3 = r3 * 5, s4 = r4 * 5
  let h0 = load<u64>(ACCUMULATOR), h1 = load<u64>(ACCUMULATOR, 8), h2 = load<u64>(ACCUMULATOR, 16)
  let h3 = load<u64>(ACCUMULATOR, 24), h4 = load<u64>(ACCUMULATOR, 32)
  for (; at < end; at += 16) {
    const low = load<u64>(at), high = load<u64>(at, 8)
    h0 += low & MASK
    h1 += (low >> 26) & MASK
    h2 += ((low >> 52) | (high << 12)) & MASK
    h3 += (high >> 14) & MASK
    h4 += (high >> 40) | top
    const d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1
    const d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2 + (d0 >> 26)
    const d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3 + (d1 >> 26)
    const d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4
    const d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0 + (d3 >> 26)
    h0 = (d0 & MASK) + (d4 >> 26) * 5
    h1 = (d1 & MASK) + (h0 >> 26)
    h3 = (d3 & MASK) + (d2 >> 26)
    h4 = (d4 & MASK) + (h3 >> 26)
    h0 &= MASK
    h2 = d2 & MASK
    h3 &= MASK
  }
  store<u64>(ACCUMULATOR, h0)
  store<u64>(ACCUMULATOR, h1, 8)
  store<u64>(ACCUMULATOR, h2, 16)
  store<u64>(ACCUMULATOR, h3, 24)
  store<u64>(ACCUMULATOR, h4, 32)
}
