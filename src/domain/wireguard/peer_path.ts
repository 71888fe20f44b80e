/**
 * Where a peer is reached: the endpoint to send to, and the local address that it last wrote to, which is kept as the
 * source of what we send (spec/wireguard.md 1.15).
 */
import { type Endpoint, sameEndpoint } from "../net/endpoint.ts"
import type { IpAddress } from "../net/ip_address.ts"

/** Where a message came from, and at which of our addresses it arrived. */
export interface Arrival {
  readonly from: Endpoint
  readonly to: IpAddress
}

export class PeerPath {
  #endpoint: Endpoint | undefined
  #source: IpAddress | undefined

  get endpoint(): Endpoint | undefined {
    return this.#endpoint
  }

  get source(): IpAddress | undefined {
    return this.#source
  }

  /** Where to send by order of the configuration. */
  set(endpoint: Endpoint): void {
    this.#endpoint = endpoint
    this.#source = undefined
  }

  /** An authenticated message came this way; true if the peer was elsewhere before. */
  follow({ from, to }: Arrival): boolean {
    this.#source = to
    if (this.#endpoint !== undefined && sameEndpoint(this.#endpoint, from)) return false
    this.#endpoint = from
    return true
  }

  /** The path does not seem to work, or this host's addresses changed: choose the source anew. */
  forgetSource(): void {
    this.#source = undefined
  }
}
