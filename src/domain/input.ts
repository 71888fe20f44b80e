/** Everything that can come into a node. */
import type { AddressesReported, DiscoveryReported } from "./mesh/observation.ts"
import type { Endpoint } from "./net/endpoint.ts"
import type { IpAddress } from "./net/ip_address.ts"

/** A UDP datagram arrived at one of our addresses. */
export interface DatagramReceived {
  readonly _tag: "DatagramReceived"
  readonly from: Endpoint
  readonly to: IpAddress
  readonly datagram: Uint8Array
}

/** The host's routing handed us an IP packet to send through the mesh. */
export interface PacketRouted {
  readonly _tag: "PacketRouted"
  readonly packet: Uint8Array
}

/** The deadline came, or passed. */
export interface Woke {
  readonly _tag: "Woke"
}

/** The wall clock was set: what it would have shown at instant zero, in microseconds since 1970. */
export interface ClockSet {
  readonly _tag: "ClockSet"
  readonly unixMicrosAtZero: number
}

export type Input = DatagramReceived | PacketRouted | Woke | DiscoveryReported | AddressesReported | ClockSet
