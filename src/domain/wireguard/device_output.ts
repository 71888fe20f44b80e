/** What a device asks of its surroundings, and what it tells them. Outputs are performed in the order given. */
import type { Endpoint } from "../net/endpoint.ts"
import type { IpAddress } from "../net/ip_address.ts"
import type { PublicKey } from "../public_key.ts"

/** Send this UDP datagram. */
export interface Transmit {
  readonly _tag: "Transmit"
  /** For whom it is meant; a cookie reply answers somebody who is not known yet. */
  readonly peer: PublicKey | undefined
  readonly to: Endpoint
  /** The local address that the peer last wrote to, if it is to be kept. */
  readonly source: IpAddress | undefined
  readonly datagram: Uint8Array
}

/** Hand this IP packet, authenticated as the peer's, to the host. */
export interface Deliver {
  readonly _tag: "Deliver"
  readonly peer: PublicKey
  readonly packet: Uint8Array
}

/** Both sides proved that they have the session's keys. */
export interface HandshakeCompleted {
  readonly _tag: "HandshakeCompleted"
  readonly peer: PublicKey
  readonly endpoint: Endpoint
  readonly initiated: boolean
}

/** An authenticated message came from somewhere new, and answers go there from now on. */
export interface EndpointLearned {
  readonly _tag: "EndpointLearned"
  readonly peer: PublicKey
  readonly endpoint: Endpoint
}

export type DeviceOutput = Transmit | Deliver | HandshakeCompleted | EndpointLearned
