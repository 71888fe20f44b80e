/** IP packets for probes: echo requests that the device's host answers, and what is wrong in every way. */
import { checksum } from "../../../src/adapters/netns/checksum.ts"

const IPV4 = 20
const ICMP = 8
const PROTOCOL_ICMP = 1

export const echoOf = (from: string, to: string, sequence: number, length = 64): Uint8Array =>
  packetOf(from, to, icmp(REQUEST, sequence, length - IPV4 - ICMP))

/** Whether this is the answer to one of these. */
export const echoReplied = (packet: Uint8Array | undefined, sequence: number): boolean =>
  packet !== undefined && packet[0] === 0x45 && packet[9] === PROTOCOL_ICMP && packet[IPV4] === REPLY &&
  new DataView(packet.buffer, packet.byteOffset).getUint16(IPV4 + 6) === sequence

/** The same with other bytes at a place. */
export function altered(packet: Uint8Array, at: number, ...bytes: readonly number[]): Uint8Array {
  const copy = packet.slice()
  copy.set(bytes, at)
  return copy
}

export const flipped = (bytes: Uint8Array, at: number): Uint8Array => altered(bytes, at, (bytes[at] ?? 0) ^ 1)

function packetOf(from: string, to: string, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IPV4 + payload.length)
  const view = new DataView(packet.buffer)
  packet.set([0x45])
  view.setUint16(2, packet.length)
  packet.set([64, PROTOCOL_ICMP], 8)
  packet.set([...from.split("."), ...to.split(".")].map(Number), 12)
  view.setUint16(10, checksum(packet.subarray(0, IPV4)))
  packet.set(payload, IPV4)
  return packet
}

function icmp(type: number, sequence: number, length: number): Uint8Array {
  const message = new Uint8Array(ICMP + length).fill(0xa5, ICMP)
  const view = new DataView(message.buffer)
  message.set([type])
  view.setUint16(6, sequence)
  view.setUint16(2, checksum(message))
  return message
}

const REQUEST = 8
const REPLY = 0
