/**
 * ChaCha20 (RFC 8439 2.3 and 2.4), four blocks abreast: lane i of each vector is that word of the state in block
 * `counter + i`. The nonce is WireGuard's: four zero bytes, then a 64-bit counter in little-endian order.
 */
import { highHalves, interleaveHigh, interleaveLow, lowHalves } from "./transpose"

/** "expand 32-byte k" */
const CONSTANT_0 = 0x61707865
const CONSTANT_1 = 0x3320646e
const CONSTANT_2 = 0x79622d32
const CONSTANT_3 = 0x6b206574

export const BLOCK: usize = 64
export const FOUR_BLOCKS: usize = 256

/** XORs the 256 bytes at `at` with the key stream of the blocks `counter` to `counter + 3`. */
export function chacha20(key: usize, low: u32, high: u32, counter: u32, at: usize): void {
  const counters = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3))
  let a0 = i32x4.splat(CONSTANT_0),
    a1 = i32x4.splat(CONSTANT_1),
    a2 = i32x4.splat(CONSTANT_2),
    a3 = i32x4.splat(CONSTANT_3)
  let b0 = word(key, 0), b1 = word(key, 4), b2 = word(key, 8), b3 = word(key, 12)
  let c0 = word(key, 16), c1 = word(key, 20), c2 = word(key, 24), c3 = word(key, 28)
  let d0 = counters, d1 = i32x4.splat(0), d2 = i32x4.splat(low), d3 = i32x4.splat(high)
  for (let i = 0; i < 10; i++) {
    d0 = rotate16(v128.xor(d0, a0 = i32x4.add(a0, b0)))
    b0 = rotate12(v128.xor(b0, c0 = i32x4.add(c0, d0)))
    d0 = rotate8(v128.xor(d0, a0 = i32x4.add(a0, b0)))
    b0 = rotate7(v128.xor(b0, c0 = i32x4.add(c0, d0)))
    d1 = rotate16(v128.xor(d1, a1 = i32x4.add(a1, b1)))
    b1 = rotate12(v128.xor(b1, c1 = i32x4.add(c1, d1)))
    d1 = rotate8(v128.xor(d1, a1 = i32x4.add(a1, b1)))
    b1 = rotate7(v128.xor(b1, c1 = i32x4.add(c1, d1)))
    d2 = rotate16(v128.xor(d2, a2 = i32x4.add(a2, b2)))
    b2 = rotate12(v128.xor(b2, c2 = i32x4.add(c2, d2)))
    d2 = rotate8(v128.xor(d2, a2 = i32x4.add(a2, b2)))
    b2 = rotate7(v128.xor(b2, c2 = i32x4.add(c2, d2)))
    d3 = rotate16(v128.xor(d3, a3 = i32x4.add(a3, b3)))
    b3 = rotate12(v128.xor(b3, c3 = i32x4.add(c3, d3)))
    d3 = rotate8(v128.xor(d3, a3 = i32x4.add(a3, b3)))
    b3 = rotate7(v128.xor(b3, c3 = i32x4.add(c3, d3)))

    d3 = rotate16(v128.xor(d3, a0 = i32x4.add(a0, b1)))
    b1 = rotate12(v128.xor(b1, c2 = i32x4.add(c2, d3)))
    d3 = rotate8(v128.xor(d3, a0 = i32x4.add(a0, b1)))
    b1 = rotate7(v128.xor(b1, c2 = i32x4.add(c2, d3)))
    d0 = rotate16(v128.xor(d0, a1 = i32x4.add(a1, b2)))
    b2 = rotate12(v128.xor(b2, c3 = i32x4.add(c3, d0)))
    d0 = rotate8(v128.xor(d0, a1 = i32x4.add(a1, b2)))
    b2 = rotate7(v128.xor(b2, c3 = i32x4.add(c3, d0)))
    d1 = rotate16(v128.xor(d1, a2 = i32x4.add(a2, b3)))
    b3 = rotate12(v128.xor(b3, c0 = i32x4.add(c0, d1)))
    d1 = rotate8(v128.xor(d1, a2 = i32x4.add(a2, b3)))
    b3 = rotate7(v128.xor(b3, c0 = i32x4.add(c0, d1)))
    d2 = rotate16(v128.xor(d2, a3 = i32x4.add(a3, b0)))
    b0 = rotate12(v128.xor(b0, c1 = i32x4.add(c1, d2)))
    d2 = rotate8(v128.xor(d2, a3 = i32x4.add(a3, b0)))
    b0 = rotate7(v128.xor(b0, c1 = i32x4.add(c1, d2)))
  }
  mix(at, add(a0, CONSTANT_0), add(a1, CONSTANT_1), add(a2, CONSTANT_2), add(a3, CONSTANT_3))
  mix(at + 16, addWord(b0, key, 0), addWord(b1, key, 4), addWord(b2, key, 8), addWord(b3, key, 12))
  mix(at + 32, addWord(c0, key, 16), addWord(c1, key, 20), addWord(c2, key, 24), addWord(c3, key, 28))
  mix(at + 48, i32x4.add(d0, counters), d1, add(d2, low), add(d3, high))
}

/** XORs four words of each block, given as vectors across the blocks, into 16 bytes of each. */
function mix(at: usize, w0: v128, w1: v128, w2: v128, w3: v128): void {
  const low01 = interleaveLow(w0, w1), low23 = interleaveLow(w2, w3)
  const high01 = interleaveHigh(w0, w1), high23 = interleaveHigh(w2, w3)
  xor(at, lowHalves(low01, low23))
  xor(at + BLOCK, highHalves(low01, low23))
  xor(at + 2 * BLOCK, lowHalves(high01, high23))
  xor(at + 3 * BLOCK, highHalves(high01, high23))
}

function xor(at: usize, stream: v128): void {
  v128.store(at, v128.xor(v128.load(at), stream))
}

function word(key: usize, offset: usize): v128 {
  return v128.load32_splat(key + offset)
}

function add(vector: v128, constant: u32): v128 {
  return i32x4.add(vector, i32x4.splat(constant))
}

function addWord(vector: v128, key: usize, offset: usize): v128 {
  return i32x4.add(vector, word(key, offset))
}

/** Two shifts are faster than a shuffle by bytes: V8 builds its mask anew each time. This one it knows. */
function rotate16(v: v128): v128 {
  return i8x16.shuffle(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
}

function rotate12(v: v128): v128 {
  return v128.or(i32x4.shl(v, 12), i32x4.shr_u(v, 20))
}

function rotate8(v: v128): v128 {
  return v128.or(i32x4.shl(v, 8), i32x4.shr_u(v, 24))
}

function rotate7(v: v128): v128 {
  return v128.or(i32x4.shl(v, 7), i32x4.shr_u(v, 25))
}
