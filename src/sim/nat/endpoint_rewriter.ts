/**
 * An "application layer gateway" that means well: wherever a payload holds an inside endpoint, 4 octets of address and 2
 * of port, it puts the external one. Honest protocols break, which is why STUN hides addresses by XOR (RFC 5389 section
 * 15.2) and RFC 4787 REQ-10 wants such things off.
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import { addressOctets } from "../../domain/net/ip_address.ts"

export class EndpointRewriter {
  readonly #from: Uint8Array
  readonly #to: Uint8Array

  constructor(from: Endpoint, to: Endpoint) {
    this.#from = octetsOf(from)
    this.#to = octetsOf(to)
  }

  /** The payload itself if there is nothing to rewrite in it, as there never is from one family to another. */
  rewrite(payload: Uint8Array): Uint8Array {
    let at = this.#from.length === this.#to.length ? this.#find(payload, 0) : -1
    if (at < 0) return payload
    const rewritten = payload.slice()
    for (; at >= 0; at = this.#find(payload, at + this.#from.length)) rewritten.set(this.#to, at)
    return rewritten
  }

  /** Where the inside endpoint stands, from a place on; -1 if it does not. */
  #find(payload: Uint8Array, start: number): number {
    const [first = 0] = this.#from
    for (let at = payload.indexOf(first, start); at >= 0; at = payload.indexOf(first, at + 1)) {
      if (this.#from.every((octet, i) => payload[at + i] === octet)) return at
    }
    return -1
  }
}

const octetsOf = ({ address, port }: Endpoint): Uint8Array =>
  Uint8Array.of(...addressOctets(address), port >> 8, port & 0xff)
