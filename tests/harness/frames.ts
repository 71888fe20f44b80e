/** Frames made by hand, after RFC 791, 768 and 8200. */
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { addressOctets } from "../../src/domain/net/ip_address.ts"

const FROM = [2, 0, 0, 0, 0, 1]
const TO = [2, 0, 0, 0, 0, 2]

export const ethernet = (packet: Uint8Array): Uint8Array =>
  Uint8Array.from([...TO, ...FROM, ...((packet[0] ?? 0) >> 4 === 4 ? [8, 0] : [0x86, 0xdd]), ...packet])

const u16 = (value: number): readonly number[] => [value >> 8, value & 0xff]

const udp = (source: number, destination: number, payload: Uint8Array): readonly number[] => [
  ...u16(source),
  ...u16(destination),
  ...u16(8 + payload.length),
  0,
  0,
  ...payload,
]

export function udpV4(source: string, destination: string, payload: Uint8Array, ttl: number): Uint8Array {
  const [from, to] = [endpoint(source), endpoint(destination)]
  const header = [0x45, 0, ...u16(28 + payload.length), 0, 0, 0, 0, ttl, 17, 0, 0]
    .concat([...addressOctets(from.address)], [...addressOctets(to.address)])
  header.splice(10, 2, ...u16(checksumOf(Uint8Array.from(header))))
  return Uint8Array.from([...header, ...udp(from.port, to.port, payload)])
}

export function udpV6(source: string, destination: string, payload: Uint8Array, hops: number): Uint8Array {
  const [from, to] = [endpoint(source), endpoint(destination)]
  const header = [0x60, 0, 0, 0, ...u16(8 + payload.length), 17, hops]
  return Uint8Array.from([
    ...header,
    ...addressOctets(from.address),
    ...addressOctets(to.address),
    ...udp(from.port, to.port, payload),
  ])
}

/** RFC 1071: zero over bytes that hold their own checksum. */
export function checksumOf(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return 0xffff - sum
}
