/**
 * An entry of connection tracking as ctnetlink tells of it: linux/netfilter/nfnetlink_conntrack.h. Values of attributes
 * are in network byte order.
 */
import { concatBytes, readU16 } from "../../domain/bytes.ts"
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { addressFromOctets, type Family } from "../../domain/net/ip_address.ts"
import {
  type Attributes,
  decodeAttributes,
  encodeAttribute,
  GENERIC_HEADER,
  type NetlinkMessage,
  NLA_F_NESTED,
} from "./netlink_message.ts"
import { AF_INET } from "../linux/socket_address.ts"

/** The addresses of packets in one direction. */
export interface Tuple {
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** What stays the same of a UDP flow. Address translation shows in a reply that is not the original turned round. */
export interface Flow {
  readonly family: Family
  readonly original: Tuple
  readonly reply: Tuple
}

export interface FlowState {
  /** Packets were seen in both directions. */
  readonly isReplied: boolean
  /** It has lasted long enough to get the longer timeout. */
  readonly isAssured: boolean
  /** Seconds until it expires. */
  readonly timeout: number
}

export interface ConntrackEntry extends Flow, FlowState {}

/** Undefined for anything but UDP. */
export function readFlow({ body }: NetlinkMessage): Flow | undefined {
  const family = body[0] === AF_INET ? "v4" : "v6"
  const attributes = decodeAttributes(body, GENERIC_HEADER)
  const original = tupleIn(attributes, CTA_TUPLE_ORIG, family)
  const reply = tupleIn(attributes, CTA_TUPLE_REPLY, family)
  return original === undefined || reply === undefined ? undefined : { family, original, reply }
}

export function readState({ body }: NetlinkMessage): FlowState {
  const attributes = decodeAttributes(body, GENERIC_HEADER)
  const status = readU32(attributes.get(CTA_STATUS))
  return {
    isReplied: (status & IPS_SEEN_REPLY) !== 0,
    isAssured: (status & IPS_ASSURED) !== 0,
    timeout: readU32(attributes.get(CTA_TIMEOUT)),
  }
}

/** What names an entry in requests, whatever its protocol. */
export interface EntryName {
  /** AF_..., or 0 for all. */
  readonly family: number
  /** The addresses in its original direction and its zone, as the kernel wrote them. */
  readonly attributes: Uint8Array
}

export function readName({ body }: NetlinkMessage): EntryName {
  const attributes = decodeAttributes(body, GENERIC_HEADER)
  const [tuple, zone] = [attributes.get(CTA_TUPLE_ORIG), attributes.get(CTA_ZONE)]
  return {
    family: body[0] ?? 0,
    attributes: concatBytes(
      tuple === undefined ? NOTHING : encodeAttribute(CTA_TUPLE_ORIG | NLA_F_NESTED, tuple),
      zone === undefined ? NOTHING : encodeAttribute(CTA_ZONE, zone),
    ),
  }
}

function tupleIn(entry: Attributes, type: number, family: Family): Tuple | undefined {
  const tuple = decodeAttributes(entry.get(type) ?? NOTHING)
  const addresses = decodeAttributes(tuple.get(CTA_TUPLE_IP) ?? NOTHING)
  const protocol = decodeAttributes(tuple.get(CTA_TUPLE_PROTO) ?? NOTHING)
  if (protocol.get(CTA_PROTO_NUM)?.[0] !== IPPROTO_UDP) return undefined
  const end = (address: number, port: number): Endpoint | undefined => {
    const [octets, number] = [addresses.get(address), protocol.get(port)]
    if (octets === undefined || number === undefined) return undefined
    return endpointOf(addressFromOctets(octets, 0, family), readU16(number, 0))
  }
  const source = end(CTA_IP_SOURCE[family], CTA_PROTO_SRC_PORT)
  const destination = end(CTA_IP_DESTINATION[family], CTA_PROTO_DST_PORT)
  return source === undefined || destination === undefined ? undefined : { source, destination }
}

/** Big-endian; 0 where there is nothing. */
const readU32 = (bytes: Uint8Array = NOTHING): number => readU16(bytes, 0) * 0x10000 + readU16(bytes, 2)

const NOTHING = new Uint8Array(0)

const CTA_TUPLE_ORIG = 1
const CTA_TUPLE_REPLY = 2
const CTA_STATUS = 3
const CTA_TIMEOUT = 7
const CTA_ZONE = 18
const CTA_TUPLE_IP = 1
const CTA_TUPLE_PROTO = 2
const CTA_IP_SOURCE = { v4: 1, v6: 3 } as const
const CTA_IP_DESTINATION = { v4: 2, v6: 4 } as const
const CTA_PROTO_NUM = 1
const CTA_PROTO_SRC_PORT = 2
const CTA_PROTO_DST_PORT = 3
const IPPROTO_UDP = 17

/** linux/netfilter/nf_conntrack_common.h. */
const IPS_SEEN_REPLY = 2
const IPS_ASSURED = 4
