/**
 * Netlink messages for netfilter: netlink(7), linux/netfilter/nfnetlink.h. A header of 16 bytes (length 4, type 2,
 * flags 2, sequence 4, port 4), `struct nfgenmsg` (family 1, version 1, resource 2), then attributes, each with its
 * length (2, header included) and type (2) in front, padded to 4. Headers are in the machine's byte order.
 */
import { concatBytes } from "../../domain/bytes.ts"

export interface NetlinkMessage {
  readonly type: number
  readonly sequence: number
  /** What follows the netlink header. */
  readonly body: Uint8Array
}

/** By type, without the flags that are kept in it. */
export type Attributes = ReadonlyMap<number, Uint8Array>

export interface Request {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  /** AF_..., or 0 for all. */
  readonly family: number
  /** Attributes one after the other. */
  readonly attributes?: Uint8Array
}

export function encodeRequest(request: Request): Uint8Array<ArrayBuffer> {
  const attributes = request.attributes ?? new Uint8Array(0)
  const bytes = new Uint8Array(HEADER + GENERIC_HEADER + attributes.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, true)
  view.setUint16(4, request.type, true)
  view.setUint16(6, NLM_F_REQUEST | request.flags, true)
  view.setUint32(8, request.sequence, true)
  bytes[HEADER] = request.family
  bytes.set(attributes, HEADER + GENERIC_HEADER)
  return bytes
}

/** The messages in what one receiving call gave; bodies are views. */
export function decodeMessages(bytes: Uint8Array): readonly NetlinkMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const messages: NetlinkMessage[] = []
  for (let at = 0; at + HEADER <= bytes.length;) {
    const length = view.getUint32(at, true)
    if (length < HEADER || at + length > bytes.length) break
    const [type, sequence] = [view.getUint16(at + 4, true), view.getUint32(at + 8, true)]
    messages.push({ type, sequence, body: bytes.subarray(at + HEADER, at + length) })
    at += padded(length)
  }
  return messages
}

/** Of the attributes that stand in `bytes` from `offset`, views of their values. */
export function decodeAttributes(bytes: Uint8Array, offset = 0): Attributes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const attributes = new Map<number, Uint8Array>()
  for (let at = offset; at + ATTRIBUTE_HEADER <= bytes.length;) {
    const length = view.getUint16(at, true)
    if (length < ATTRIBUTE_HEADER || at + length > bytes.length) break
    attributes.set(view.getUint16(at + 2, true) & NLA_TYPE_MASK, bytes.subarray(at + ATTRIBUTE_HEADER, at + length))
    at += padded(length)
  }
  return attributes
}

/** A type that holds other attributes is to bear NLA_F_NESTED. */
export function encodeAttribute(type: number, value: Uint8Array): Uint8Array {
  const header = new Uint8Array(ATTRIBUTE_HEADER)
  const view = new DataView(header.buffer)
  view.setUint16(0, ATTRIBUTE_HEADER + value.length, true)
  view.setUint16(2, type, true)
  return concatBytes(header, value, new Uint8Array(padded(value.length) - value.length))
}

/** The errno (positive, or 0 for "done as asked") in a message of type NLMSG_ERROR or NLMSG_DONE. */
export const errnoIn = ({ body }: NetlinkMessage): number =>
  body.length < 4 ? 0 : -new DataView(body.buffer, body.byteOffset).getInt32(0, true)

export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3

/** To add to the sender's own: NLM_F_REQUEST is always set. */
export const NLM_F_ACK = 4
export const NLM_F_DUMP = 0x300

export const NLA_F_NESTED = 0x8000

/** Where the attributes begin in the body of a message of netfilter's. */
export const GENERIC_HEADER = 4

const padded = (length: number): number => (length + 3) & ~3

const HEADER = 16
const ATTRIBUTE_HEADER = 4
const NLM_F_REQUEST = 1
const NLA_TYPE_MASK = 0x3fff
