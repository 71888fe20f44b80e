/**
 * What the error queue of a UDP socket tells: ip(7) and ipv6(7), IP_RECVERR. `struct sock_extended_err` (16 bytes:
 * errno 4, origin 1, type 1, code 1, padding 1, info 4, data 4) with the offender's socket address behind it; the
 * message's name is where our datagram had gone, its payload the quoted datagram's.
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { ReceivedMessage } from "./message_buffer.ts"
import { readSocketAddress } from "../linux/socket_address.ts"

export interface IcmpError {
  /** As the message has them: RFC 792 for IPv4, RFC 4443 for IPv6. */
  readonly type: number
  readonly code: number
  readonly offender: IpAddress
  /** Where our datagram had gone. */
  readonly about: Endpoint
  /** Of the quoted datagram; as much of it as was quoted. */
  readonly payload: Uint8Array
  /** What the next hop takes, where the datagram was too big. */
  readonly mtu?: number
}

/** What our own machine objected to, when a datagram was too long for its way. */
export interface LocalError {
  readonly mtu: number
}

export type QueuedError =
  | { readonly _tag: "icmp"; readonly error: IcmpError }
  | { readonly _tag: "local"; readonly error: LocalError }

/** Undefined for what is no error of these: a message without the structure, or without an address. */
export function readQueuedError({ name, control, payload }: ReceivedMessage): QueuedError | undefined {
  const data = control.find(({ level, type }) => isRecvErr(level, type))?.data
  if (data === undefined || data.length < EXTENDED_ERROR) return undefined
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const [origin, type, code] = [view.getUint8(4), view.getUint8(5), view.getUint8(6)]
  const mtu = view.getUint32(8, true)
  if (origin === ORIGIN_LOCAL) return { _tag: "local", error: { mtu } }
  const about = readSocketAddress(name)
  const offender = readSocketAddress(data.subarray(EXTENDED_ERROR))?.address
  if (about === undefined || offender === undefined) return undefined
  const isTooBig = origin === ORIGIN_ICMP6 ? type === PACKET_TOO_BIG : type === UNREACHABLE && code === DF_SET
  const error = { type, code, offender, about, payload: payload.slice() }
  return { _tag: "icmp", error: isTooBig ? { ...error, mtu } : error }
}

export const IPPROTO_IP = 0
export const IP_RECVERR = 11
export const IPPROTO_IPV6 = 41
export const IPV6_RECVERR = 25

const isRecvErr = (level: number, type: number): boolean =>
  (level === IPPROTO_IP && type === IP_RECVERR) || (level === IPPROTO_IPV6 && type === IPV6_RECVERR)

const EXTENDED_ERROR = 16
/** SO_EE_ORIGIN_... */
const ORIGIN_LOCAL = 1
const ORIGIN_ICMP6 = 3
/** RFC 792, destination unreachable: fragmentation needed and DF set. */
const UNREACHABLE = 3
const DF_SET = 4
/** RFC 4443 3.2. */
const PACKET_TOO_BIG = 2
