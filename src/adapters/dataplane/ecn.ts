/**
 * Congestion marks across the tunnel, as Linux' WireGuard has them: what the inner packet could carry the outer one offers
 * (RFC 3168 9.1, full functionality: a congestion that was met before is not repeated outside), and a mark that the outer
 * one got on its way goes on to the inner one (RFC 6040 4.2), unless that understands none.
 */
import { readU16, writeU16 } from "../../domain/bytes.ts"
import { innerFamily } from "../../domain/net/inner_packet.ts"

const MASK = 3
const ECT_0 = 2
const CE = 3

/** The two bits for the outer header. A congestion that was already met is the inner header's to tell. */
export function outerEcn(bytes: Uint8Array, at: number): number {
  const inner = ecnOf(bytes, at)
  return inner === CE ? ECT_0 : inner
}

/** The outer packet came with a mark: so does the inner one, if its ends understand that. */
export function markCongestion(bytes: Uint8Array, at: number): void {
  const inner = ecnOf(bytes, at)
  if (inner === 0 || inner === CE) return
  if (innerFamily(bytes, at) === "v6") {
    bytes[at + 1] = (bytes[at + 1] ?? 0) | (CE << 4)
    return
  }
  const before = readU16(bytes, at)
  bytes[at + 1] = (bytes[at + 1] ?? 0) | CE
  writeU16(bytes, at + CHECKSUM, updated(readU16(bytes, at + CHECKSUM), before, readU16(bytes, at)))
}

/** RFC 1624: HC' = ~(~HC + ~m + m'). */
function updated(checksum: number, before: number, now: number): number {
  let sum = (~checksum & 0xffff) + (~before & 0xffff) + now
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function ecnOf(bytes: Uint8Array, at: number): number {
  const second = bytes[at + 1] ?? 0
  return (innerFamily(bytes, at) === "v6" ? second >>> 4 : second) & MASK
}

/** Of the IPv4 header. */
const CHECKSUM = 10
