/**
 * A packet on its way through the simulated network: UDP, or an ICMP error about one. Immutable; a router that rewrites
 * it makes another.
 */
import { type Endpoint, endpointOf } from "../domain/net/endpoint.ts"
import { familyOf, type IpAddress } from "../domain/net/ip_address.ts"

/** Who sent it and for whom, which no router sees: the trace's thread through all rewriting. */
export interface Flight {
  /** Counts up from 0 over the whole run; copies that a link makes share it. */
  readonly id: number
  /** The sending host. */
  readonly from: number
  /** The host that it is meant for; undefined where the sender does not know. */
  readonly to: number | undefined
}

export type IcmpErrorKind = "port-unreachable" | "time-exceeded"

/** What an ICMP error says, and of which packet, as that looked where it failed. */
export interface IcmpError {
  readonly kind: IcmpErrorKind
  readonly source: Endpoint
  readonly destination: Endpoint
}

export interface Packet {
  /** Of an ICMP error the ports are 0. */
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly payload: Uint8Array
  readonly ttl: number
  readonly flight: Flight
  /** undefined in a UDP packet. */
  readonly error: IcmpError | undefined
}

/** Linux's default. */
export const DEFAULT_TTL = 64

/** Bytes on the wire from the IP header on. */
export function sizeOf({ source, payload, error }: Packet): number {
  const headers = familyOf(source.address) === "v4" ? IPV4_AND_UDP : IPV6_AND_UDP
  return error === undefined ? payload.length + headers : headers + headers
}

export const withSource = (packet: Packet, source: Endpoint): Packet => ({ ...packet, source })

export const withDestination = (packet: Packet, destination: Endpoint): Packet => ({ ...packet, destination })

/**
 * The ICMP error that whoever has `by` sends to the sender of a packet (RFC 792, RFC 4443). It goes with the packet's
 * flight, and quotes its headers. There is none about an error, and none to another family.
 */
export function errorAbout(packet: Packet, kind: IcmpErrorKind, by: IpAddress): Packet | undefined {
  const { source, destination, flight, error } = packet
  if (error !== undefined || familyOf(by) !== familyOf(source.address)) return undefined
  return {
    source: endpointOf(by, 0),
    destination: endpointOf(source.address, 0),
    payload: NOTHING,
    ttl: DEFAULT_TTL,
    flight,
    error: { kind, source, destination },
  }
}

const IPV4_AND_UDP = 28
const IPV6_AND_UDP = 48
const NOTHING = new Uint8Array(0)
