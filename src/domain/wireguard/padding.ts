/** How many bytes of plaintext go on the wire for a packet of `length` (spec/wireguard.md 1.13). */
import { PADDING_MULTIPLE } from "./constants.ts"

/**
 * The next multiple of 16, but not beyond the MTU; of a packet that is longer than the MTU only its last part is padded.
 * An MTU of 0 means that it is unknown.
 */
export function paddedLength(length: number, mtu: number): number {
  const rounded = (n: number): number => n + ((PADDING_MULTIPLE - (n % PADDING_MULTIPLE)) % PADDING_MULTIPLE)
  if (mtu === 0) return rounded(length)
  const lastUnit = length > mtu ? length % mtu : length
  return length - lastUnit + Math.min(mtu, rounded(lastUnit))
}
