/**
 * Ethernet frames as the lab's hub sees them: what the simulator's network needs to know of one, the probe's number that
 * it carries, and the same frame for another receiver. Only UDP over IPv4 and IPv6 and ICMP errors about it are known
 * (RFC 791, 792, 768, 8200, 4443); everything else that kernels say to each other is not the lab's affair.
 */
import { readU16, readU32, writeU16, writeU32 } from "../../domain/bytes.ts"
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { addressFromOctets, type Family } from "../../domain/net/ip_address.ts"
import type { IcmpError, IcmpErrorKind } from "../packet.ts"
import { PAYLOAD_LENGTH } from "./probe.ts"

export interface FrameContent {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly ttl: number
  readonly error: IcmpError | undefined
  /** The number of the probe that it is, or that it is about; undefined if it is none of ours. */
  readonly probe: number | undefined
  /** Bytes from the IP header on. */
  readonly length: number
}

const ETHERNET = 14
const UDP = 17

interface Layout {
  readonly etherType: number
  readonly header: number
  readonly protocolAt: number
  readonly ttlAt: number
  readonly sourceAt: number
  readonly addressLength: number
  readonly icmp: number
  /** By type and code. */
  readonly kinds: ReadonlyMap<string, IcmpErrorKind>
}

const LAYOUTS: Readonly<Record<Family, Layout>> = {
  v4: {
    etherType: 0x0800,
    header: 20,
    protocolAt: 9,
    ttlAt: 8,
    sourceAt: 12,
    addressLength: 4,
    icmp: 1,
    kinds: new Map([["3 3", "port-unreachable"], ["11 0", "time-exceeded"]]),
  },
  v6: {
    etherType: 0x86dd,
    header: 40,
    protocolAt: 6,
    ttlAt: 7,
    sourceAt: 8,
    addressLength: 16,
    icmp: 58,
    kinds: new Map([["1 4", "port-unreachable"], ["3 0", "time-exceeded"]]),
  },
}

/** undefined for anything that is not ours to carry. */
export function readFrame(frame: Uint8Array): FrameContent | undefined {
  const family = familyOf(frame)
  if (family === undefined) return undefined
  const packet = frame.subarray(ETHERNET)
  const ip = readHeader(packet, family)
  if (ip === undefined) return undefined
  const { icmp, header, kinds } = LAYOUTS[family]
  const { source, destination, ttl } = ip
  if (ip.protocol === UDP) {
    return { ...ip, ttl, error: undefined, probe: probeIn(packet, header), length: packet.length }
  }
  const kind = ip.protocol === icmp ? kinds.get(`${packet[header]} ${packet[header + 1]}`) : undefined
  const quoted = packet.subarray(header + 8)
  const about = kind && readHeader(quoted, family)
  if (kind === undefined || about === undefined) return undefined
  const error = { kind, source: about.source, destination: about.destination }
  return { source, destination, ttl, error, probe: probeIn(quoted, header), length: packet.length }
}

/** A copy for another receiver, with the TTL that is left. */
export function readdressed(frame: Uint8Array, to: Uint8Array, ttl: number): Uint8Array {
  const copy = frame.slice()
  copy.set(to)
  copy.set(frame.subarray(0, 6), 6)
  const family = familyOf(frame)
  if (family === undefined) return copy
  const at = ETHERNET + LAYOUTS[family].ttlAt
  const old = readU16(copy, family === "v4" ? at : at - 1)
  copy[at] = ttl
  if (family === "v4") {
    const sum = (~readU16(copy, ETHERNET + 10) & 0xffff) + (~old & 0xffff) + readU16(copy, at)
    writeU16(copy, ETHERNET + 10, ~fold(sum) & 0xffff)
  }
  return copy
}

function familyOf(frame: Uint8Array): Family | undefined {
  if (frame.length < ETHERNET) return undefined
  const type = readU16(frame, 12)
  return type === LAYOUTS.v4.etherType ? "v4" : type === LAYOUTS.v6.etherType ? "v6" : undefined
}

function readHeader(packet: Uint8Array, family: Family) {
  const { header, protocolAt, ttlAt, sourceAt, addressLength } = LAYOUTS[family]
  if (packet.length < header + 8 || (family === "v4" && packet[0] !== 0x45)) return undefined
  const protocol = packet[protocolAt] ?? 0
  const isUdp = protocol === UDP
  const end = (at: number, portAt: number): Endpoint =>
    endpointOf(addressFromOctets(packet, at, family), isUdp ? readU16(packet, header + portAt) : 0)
  return { source: end(sourceAt, 0), destination: end(sourceAt + addressLength, 2), ttl: packet[ttlAt] ?? 0, protocol }
}

/** Of a UDP packet whose payload begins with our mark. */
function probeIn(packet: Uint8Array, header: number): number | undefined {
  const at = header + 8
  if (packet.length < at + 8 || readU32(packet, at) !== MARK) return undefined
  return readU32(packet, at + 4)
}

/** What a probe carries: a mark, its number, and nothing. */
export function probePayload(number: number): Uint8Array {
  const payload = new Uint8Array(PAYLOAD_LENGTH)
  writeU32(payload, 0, MARK)
  writeU32(payload, 4, number)
  return payload
}

/** The number that a payload carries. */
export const probeOf = (payload: Uint8Array): number | undefined =>
  payload.length >= 8 && readU32(payload, 0) === MARK ? readU32(payload, 4) : undefined

/** "mesh", where no message of WireGuard's begins so. */
const MARK = 0x6d657368

function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16)
  return (once & 0xffff) + (once >>> 16)
}
