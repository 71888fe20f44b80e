/**
 * Bytes as letters and digits, the way node ids are written (spec/kubespan.md 1.5). This is no number in base 62: the
 * bytes are one big-endian string of bits, read from its end, six bits to a symbol. Only 62 of 64 six-bit values have a
 * symbol, so where bits 1 to 4 are all set five bits are taken instead; a reader sees that by the symbol itself.
 */
import * as Result from "effect/Result"

/** A character that is no letter and no digit. */
export type Base62Fault = "bad-character"

export function encodeBase62(bytes: Uint8Array): string {
  const total = bytes.length * 8
  let text = ""
  for (let from = 0; from < total;) {
    const value = sixBits(bytes, from)
    const isShort = isAmbiguous(value) && (total - from > 6 || value > 31)
    text += ALPHABET.charAt(isShort ? value & 31 : value)
    from += isShort ? 5 : 6
  }
  return text
}

export function decodeBase62(text: string): Result.Result<Uint8Array, Base62Fault> {
  const bytes: number[] = []
  let pending = 0
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const value = ALPHABET.indexOf(text.charAt(i))
    if (value < 0) return Result.fail("bad-character")
    pending |= value << count
    count += i === text.length - 1 ? significantBits(value) : isAmbiguous(value) ? 5 : 6
    if (count < 8) continue
    bytes.push(pending & 0xff)
    pending >>>= 8
    count -= 8
  }
  if (count > 0) bytes.push(pending)
  return Result.succeed(Uint8Array.from(bytes.reverse()))
}

/** Six bits of which the lowest is `from` bits before the end; zeros stand before the beginning. */
function sixBits(bytes: Uint8Array, from: number): number {
  const at = bytes.length - 1 - (from >>> 3)
  const word = (bytes[at] ?? 0) | ((bytes[at - 1] ?? 0) << 8)
  return (word >>> (from & 7)) & 0x3f
}

const isAmbiguous = (value: number): boolean => (value & 0x1e) === 0x1e

/** How many are left without leading zeros; the last symbol carries no more. */
const significantBits = (value: number): number => 32 - Math.clz32(value)

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
