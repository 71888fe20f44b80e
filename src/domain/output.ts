/** Everything that a node asks of its driver, to be performed in the order given. */
import type { Publish, Recorded, Route } from "./mesh/mesh_output.ts"
import type { Endpoint } from "./net/endpoint.ts"
import type { IpAddress } from "./net/ip_address.ts"
import type { PublicKey } from "./public_key.ts"

/** Hand this IP packet, which the peer proved to have sent, to the host. */
export interface Deliver {
  readonly _tag: "Deliver"
  readonly peer: PublicKey
  readonly packet: Uint8Array
}

/** Send this UDP datagram from our port, and from `source` if that address is still ours. */
export interface Transmit {
  readonly _tag: "Transmit"
  /** For whom it is meant, where that is known. */
  readonly peer: PublicKey | undefined
  readonly to: Endpoint
  readonly source: IpAddress | undefined
  readonly datagram: Uint8Array
}

export type Output = Recorded | Deliver | Transmit | Publish | Route
