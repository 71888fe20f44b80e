/**
 * Where a peer is reached: the endpoint to send to, and the local address that it last wrote to, which is kept as the
 * source of what we send (spec/wireguard.md 1.15).
 */
import { type Endpoint, sameEndpoint } from "../net/endpoint.ts"
import type { IpAddress } from "../net/ip_address.ts"
import type { PublicKey } from "../public_key.ts"
import type { DeviceOutput } from "./device_output.ts"

/** Where a message came from, and at which of our addresses it arrived. */
export interface Arrival {
  readonly from: Endpoint
  readonly to: IpAddress
}

export class PeerPath {
  readonly #peer: PublicKey
  readonly #emit: (output: DeviceOutput) => void
  #endpoint: Endpoint | undefined
  #source: IpAddress | undefined
  /** Bytes of UDP payload. */
  #received = 0
  #sent = 0

  constructor(peer: PublicKey, emit: (output: DeviceOutput) => void) {
    this.#peer = peer
    this.#emit = emit
  }

  get endpoint(): Endpoint | undefined {
    return this.#endpoint
  }

  /** The local address to send from, if one is to be kept. */
  get source(): IpAddress | undefined {
    return this.#source
  }

  /** Bytes of UDP payload of all authentic messages. */
  get received(): number {
    return this.#received
  }

  /** Bytes of UDP payload of all messages. */
  get sent(): number {
    return this.#sent
  }

  /** Where to send by order of the configuration. */
  set(endpoint: Endpoint): void {
    this.#endpoint = endpoint
    this.#source = undefined
  }

  /** An authenticated message of so many bytes came this way, and answers go there. */
  follow({ from, to }: Arrival, length: number): void {
    this.#received += length
    this.#source = to
    if (this.#endpoint !== undefined && sameEndpoint(this.#endpoint, from)) return
    this.#endpoint = from
    this.#emit({ _tag: "EndpointLearned", peer: this.#peer, endpoint: from })
  }

  /** The path does not seem to work, or this host's addresses changed: choose the source anew. */
  forgetSource(): void {
    this.#source = undefined
  }

  /** So many bytes were sent there. */
  count(length: number): void {
    this.#sent += length
  }

  /** Without an endpoint nothing leaves. */
  transmit(datagram: Uint8Array): void {
    if (this.#endpoint === undefined) return
    const [to, source] = [this.#endpoint, this.#source]
    this.count(datagram.length)
    this.#emit({ _tag: "Transmit", peer: this.#peer, to, source, datagram })
  }
}
