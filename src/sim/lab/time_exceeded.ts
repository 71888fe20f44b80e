/** The frame by which a router in the middle of the internet says that a packet's time was over (RFC 792, RFC 4443 3.3). */
import { writeU16 } from "../../domain/bytes.ts"
import { addressOctets, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"

const ETHERNET = 14
const HOPS = 64

/** To the sender of `frame`, from a router of this address; its hardware addresses are still those of `frame`. */
export function timeExceeded(frame: Uint8Array, by: IpAddress): Uint8Array {
  const isV4 = familyOf(by) === "v4"
  const [header, addressAt, length] = isV4 ? [20, 12, 4] : [40, 8, 16]
  const quoted = frame.subarray(ETHERNET)
  const error = new Uint8Array(ETHERNET + header + 8 + quoted.length)
  error.set(frame.subarray(0, ETHERNET))
  const packet = error.subarray(ETHERNET)
  const message = packet.subarray(header)
  message[0] = isV4 ? 11 : 3
  message.set(quoted, 8)
  packet.set(addressOctets(by), addressAt)
  packet.set(quoted.subarray(addressAt, addressAt + length), addressAt + length)
  if (isV4) writeV4(packet)
  else writeV6(packet)
  return error
}

function writeV4(packet: Uint8Array): void {
  packet[0] = 0x45
  packet[8] = HOPS
  packet[9] = 1
  writeU16(packet, 2, packet.length)
  writeU16(packet, 10, checksum(packet.subarray(0, 20), 0))
  writeU16(packet, 22, checksum(packet.subarray(20), 0))
}

function writeV6(packet: Uint8Array): void {
  const length = packet.length - 40
  packet[0] = 0x60
  writeU16(packet, 4, length)
  packet[6] = 58
  packet[7] = HOPS
  writeU16(packet, 42, checksum(packet.subarray(8), length + 58))
}

/** RFC 1071, beginning with what the pseudo-header adds. */
function checksum(bytes: Uint8Array, start: number): number {
  let sum = start
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}
