/** A UDP packet on its way through the simulated network. Immutable; a router that rewrites it makes another. */
import type { Endpoint } from "../domain/net/endpoint.ts"
import { familyOf } from "../domain/net/ip_address.ts"

/** Who sent it and for whom, which no router sees: the trace's thread through all rewriting. */
export interface Flight {
  /** Counts up from 0 over the whole run; copies that a link makes share it. */
  readonly id: number
  /** The sending host. */
  readonly from: number
  /** The host that it is meant for; undefined where the sender does not know. */
  readonly to: number | undefined
}

export interface Packet {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly payload: Uint8Array
  readonly ttl: number
  readonly flight: Flight
}

/** Linux's default. */
export const DEFAULT_TTL = 64

/** Bytes on the wire from the IP header on. */
export function sizeOf({ source, payload }: Packet): number {
  return payload.length + (familyOf(source.address) === "v4" ? IPV4_AND_UDP : IPV6_AND_UDP)
}

export const withSource = (packet: Packet, source: Endpoint): Packet => ({ ...packet, source })

export const withDestination = (packet: Packet, destination: Endpoint): Packet => ({ ...packet, destination })

const IPV4_AND_UDP = 28
const IPV6_AND_UDP = 48
