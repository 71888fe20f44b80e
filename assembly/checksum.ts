/**
 * The Internet checksum (RFC 1071). Inside the module a sum is of 16-bit words as this machine loads them: the ones'
 * complement sum does not mind the order of bytes, as long as it is stored the way it was loaded (section 2).
 */

/** The checksum of `length` bytes, `initial` (a sum, not a checksum) included: 0 where the field in it is right. */
export function checksum(at: usize, length: usize, initial: u32): u32 {
  return bswap(~sum(at, length, bswap(initial as u16)) as u16)
}

/** The ones' complement sum of `length` bytes, at most 64 KiB, and `initial`; an odd byte is padded with zero. */
export function sum(at: usize, length: usize, initial: u64): u32 {
  const end = at + length
  let lanes = i32x4.splat(0)
  for (; at + 16 <= end; at += 16) lanes = i32x4.add(lanes, i32x4.extadd_pairwise_i16x8_u(v128.load(at)))
  const pairs = i64x2.add(v128.and(lanes, i64x2.splat(0xffffffff)), i64x2.shr_u(lanes, 32))
  let total = initial + i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1)
  for (; at + 2 <= end; at += 2) total += load<u16>(at)
  if (at < end) total += load<u8>(at)
  return fold(total)
}

/** Carries come back at the bottom, until 16 bits are left. */
export function fold(total: u64): u32 {
  total = (total & 0xffffffff) + (total >> 32)
  total = (total & 0xffff) + (total >> 16)
  total = (total & 0xffff) + (total >> 16)
  return ((total & 0xffff) + (total >> 16)) as u32
}
