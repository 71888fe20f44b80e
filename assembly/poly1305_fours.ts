/**
 * Poly1305, four blocks at a time: lane i of each vector is a limb of its own accumulator, which takes every fourth block
 * from the i-th on. Each step multiplies all by r^4, the last one by r^4, r^3, r^2 and r; their sum is the accumulator
 * that one block after the other would have given. `d` are products before the carry: below 2^58.
 */
import { absorb, ACCUMULATOR, LIMBS, MULTIPLIER } from "./poly1305_ones"
import { evenWords, highHalves, interleaveHigh, interleaveLow, lowHalves } from "./transpose"

/** Nine vectors: the five limbs, and five times each but the first. */
const FOURTH_POWER = memory.data(144, 16)
const FOUR_POWERS = memory.data(144, 16)
const TIMES_FIVE: usize = 64

/** The limbs after a multiplication, as 64-bit lanes: of the first two accumulators, and of the others. */
const FIRST_TWO = memory.data(80, 16)
const LAST_TWO = memory.data(80, 16)

const NO_BLOCK = memory.data(16, 16)

/** Prepares the powers of MULTIPLIER; leaves nothing in ACCUMULATOR. */
export function setPowers(): void {
  v128.store(NO_BLOCK, i64x2.splat(0))
  memory.copy(ACCUMULATOR, MULTIPLIER, LIMBS)
  for (let lane: usize = 3; lane > 0; lane--) {
    setPower(lane)
    absorb(NO_BLOCK, NO_BLOCK + 16, 0)
  }
  setPower(0)
  for (let i: usize = 0; i < 144; i += 16) v128.store(FOURTH_POWER + i, v128.load32_splat(FOUR_POWERS + i))
}

function setPower(lane: usize): void {
  for (let i: usize = 0; i < 5; i++) {
    const limb = load<u32>(ACCUMULATOR + 8 * i)
    const at = FOUR_POWERS + 16 * i + 4 * lane
    store<u32>(at, limb)
    if (i > 0) store<u32>(at + TIMES_FIVE, limb * 5)
  }
}

/** Sets ACCUMULATOR to what the blocks from `at` to `end`, at least four and a multiple of it, amount to. */
export function absorbFours(at: usize, end: usize): void {
  let h0 = i32x4.splat(0), h1 = h0, h2 = h0, h3 = h0, h4 = h0
  while (at < end) {
    const low01 = interleaveLow(v128.load(at), v128.load(at, 16))
    const low23 = interleaveLow(v128.load(at, 32), v128.load(at, 48))
    const high01 = interleaveHigh(v128.load(at), v128.load(at, 16))
    const high23 = interleaveHigh(v128.load(at, 32), v128.load(at, 48))
    const w0 = lowHalves(low01, low23), w1 = highHalves(low01, low23)
    const w2 = lowHalves(high01, high23), w3 = highHalves(high01, high23)
    h0 = i32x4.add(h0, limb(w0))
    h1 = i32x4.add(h1, limb(v128.or(i32x4.shr_u(w0, 26), i32x4.shl(w1, 6))))
    h2 = i32x4.add(h2, limb(v128.or(i32x4.shr_u(w1, 20), i32x4.shl(w2, 12))))
    h3 = i32x4.add(h3, limb(v128.or(i32x4.shr_u(w2, 14), i32x4.shl(w3, 18))))
    h4 = i32x4.add(h4, v128.or(i32x4.shr_u(w3, 8), i32x4.splat(1 << 24)))
    at += 64
    multiply(h0, h1, h2, h3, h4, at < end ? FOURTH_POWER : FOUR_POWERS)
    h0 = product(0)
    h1 = product(16)
    h2 = product(32)
    h3 = product(48)
    h4 = product(64)
  }
  store<u64>(ACCUMULATOR, sum(h0))
  store<u64>(ACCUMULATOR, sum(h1), 8)
  store<u64>(ACCUMULATOR, sum(h2), 16)
  store<u64>(ACCUMULATOR, sum(h3), 24)
  store<u64>(ACCUMULATOR, sum(h4), 32)
}

function multiply(h0: v128, h1: v128, h2: v128, h3: v128, h4: v128, by: usize): void {
  const r0 = v128.load(by), r1 = v128.load(by, 16), r2 = v128.load(by, 32), r3 = v128.load(by, 48)
  const r4 = v128.load(by, 64)
  const s1 = v128.load(by, 80), s2 = v128.load(by, 96), s3 = v128.load(by, 112), s4 = v128.load(by, 128)
  carry(
    FIRST_TWO,
    low(h0, r0, h1, s4, h2, s3, h3, s2, h4, s1),
    low(h0, r1, h1, r0, h2, s4, h3, s3, h4, s2),
    low(h0, r2, h1, r1, h2, r0, h3, s4, h4, s3),
    low(h0, r3, h1, r2, h2, r1, h3, r0, h4, s4),
    low(h0, r4, h1, r3, h2, r2, h3, r1, h4, r0),
  )
  carry(
    LAST_TWO,
    high(h0, r0, h1, s4, h2, s3, h3, s2, h4, s1),
    high(h0, r1, h1, r0, h2, s4, h3, s3, h4, s2),
    high(h0, r2, h1, r1, h2, r0, h3, s4, h4, s3),
    high(h0, r3, h1, r2, h2, r1, h3, r0, h4, s4),
    high(h0, r4, h1, r3, h2, r2, h3, r1, h4, r0),
  )
}

/** a * b + c * d + ..., of the first two lanes. */
function low(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128, i: v128, j: v128): v128 {
  const ab = i64x2.extmul_low_i32x4_u(a, b), cd = i64x2.extmul_low_i32x4_u(c, d)
  const ef = i64x2.extmul_low_i32x4_u(e, f), gh = i64x2.extmul_low_i32x4_u(g, h)
  return i64x2.add(i64x2.add(i64x2.add(ab, cd), i64x2.add(ef, gh)), i64x2.extmul_low_i32x4_u(i, j))
}

/** The same of the last two. */
function high(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128, i: v128, j: v128): v128 {
  const ab = i64x2.extmul_high_i32x4_u(a, b), cd = i64x2.extmul_high_i32x4_u(c, d)
  const ef = i64x2.extmul_high_i32x4_u(e, f), gh = i64x2.extmul_high_i32x4_u(g, h)
  return i64x2.add(i64x2.add(i64x2.add(ab, cd), i64x2.add(ef, gh)), i64x2.extmul_high_i32x4_u(i, j))
}

/** Two chains side by side; the limbs left are at most a little over 2^26. */
function carry(at: usize, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128): void {
  d1 = i64x2.add(d1, above(d0))
  d4 = i64x2.add(d4, above(d3))
  d2 = i64x2.add(d2, above(d1))
  const around = above(d4)
  d0 = i64x2.add(below(d0), i64x2.add(around, i64x2.shl(around, 2)))
  d3 = i64x2.add(below(d3), above(d2))
  v128.store(at, below(d0))
  v128.store(at, i64x2.add(below(d1), above(d0)), 16)
  v128.store(at, below(d2), 32)
  v128.store(at, below(d3), 48)
  v128.store(at, i64x2.add(below(d4), above(d3)), 64)
}

function product(offset: usize): v128 {
  return evenWords(v128.load(FIRST_TWO + offset), v128.load(LAST_TWO + offset))
}

function above(d: v128): v128 {
  return i64x2.shr_u(d, 26)
}

function below(d: v128): v128 {
  return v128.and(d, i64x2.splat(0x3ffffff))
}

function limb(words: v128): v128 {
  return v128.and(words, i32x4.splat(0x3ffffff))
}

function sum(lanes: v128): u64 {
  const pairs = i64x2.add(v128.and(lanes, i64x2.splat(0xffffffff)), i64x2.shr_u(lanes, 32))
  return i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1)
}
