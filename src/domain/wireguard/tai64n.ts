/**
 * TAI64N timestamps (spec/wireguard.md 1.4): 12 bytes that a responder demands to grow with every initiation. The low
 * 24 bits of the nanoseconds are cleared, so that the clock of a host cannot be read from them.
 */
import { compareBytes } from "../bytes.ts"

/** 12 bytes, big-endian: TAI seconds, then nanoseconds. */
export type Stamp = Uint8Array

const STAMP_LENGTH = 12
/** The constant 2^62 + 10 in two words; only growth matters, leap seconds do not. */
const TAI_HIGH = 0x40000000
const TAI_OFFSET = 10
const BUCKET_NANOS = 0x1000000

/** The stamp of `unixMicros`, microseconds since 1970. */
export function stampAt(unixMicros: number): Stamp {
  const seconds = Math.floor(unixMicros / 1_000_000)
  const nanos = (unixMicros - seconds * 1_000_000) * 1_000
  return encode(seconds + TAI_OFFSET, nanos - (nanos % BUCKET_NANOS))
}

/** `wanted` if it is later than `floor`, else the first stamp after `floor`: a clock that steps back locks nobody out. */
export function stampAfter(floor: Stamp | undefined, wanted: Stamp): Stamp {
  if (floor === undefined || compareBytes(wanted, floor) > 0) return wanted
  const view = new DataView(floor.buffer, floor.byteOffset, STAMP_LENGTH)
  const seconds = (view.getUint32(0) - TAI_HIGH) * 0x100000000 + view.getUint32(4)
  const nanos = view.getUint32(8) + BUCKET_NANOS
  return nanos < 1_000_000_000 ? encode(seconds, nanos) : encode(seconds + 1, 0)
}

/** Strictly later, as memcmp sees it. */
export const isLater = (stamp: Stamp, than: Stamp): boolean => compareBytes(stamp, than) > 0

/** The later of the two that are there. */
export function laterStamp(a: Stamp | undefined, b: Stamp | undefined): Stamp | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return isLater(b, a) ? b : a
}

function encode(seconds: number, nanos: number): Stamp {
  const stamp = new Uint8Array(STAMP_LENGTH)
  const view = new DataView(stamp.buffer)
  const high = Math.floor(seconds / 0x100000000)
  view.setUint32(0, TAI_HIGH + high)
  view.setUint32(4, seconds - high * 0x100000000)
  view.setUint32(8, nanos)
  return stamp
}
