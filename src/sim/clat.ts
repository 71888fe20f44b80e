/**
 * The customer's half of 464XLAT (RFC 6877), on a host: what its programs send to IPv4 leaves as IPv6 for the prefix of
 * the network's NAT64, and what comes from that prefix reaches them as from IPv4. A host with an IPv4 address of its own on
 * an interface that is up calls from that. Of the addresses that such daemons take for themselves (RFC 7335) nothing is
 * seen here: what is sent to IPv4 has an IPv6 source, so nobody announces 192.0.0.4.
 */
import { type Endpoint, endpointOf } from "../domain/net/endpoint.ts"
import { type Family, familyOf, type IpAddress } from "../domain/net/ip_address.ts"
import type { Prefix } from "../domain/net/prefix.ts"
import { Ipv4Embedding } from "./middlebox/ipv4_embedding.ts"
import type { Packet } from "./packet.ts"

interface Addressed {
  readonly addresses: readonly IpAddress[]
}

export class Clat {
  readonly #embedding: Ipv4Embedding

  constructor(prefix: Prefix) {
    this.#embedding = new Ipv4Embedding(prefix)
  }

  /** Of the addresses that a host with these interfaces calls such peers from. */
  familyTowards(family: Family, interfaces: Iterable<Addressed>): Family {
    for (const { addresses } of interfaces) if (addresses.some((one) => familyOf(one) === family)) return family
    return "v6"
  }

  /** Where a datagram goes on the wire. */
  onWire(to: Endpoint, interfaces: Iterable<Addressed>): Endpoint {
    if (this.familyTowards(familyOf(to.address), interfaces) === familyOf(to.address)) return to
    return endpointOf(this.#embedding.embed(to.address), to.port)
  }

  /** A packet as programs get it; an error quotes what they sent. */
  toPrograms(packet: Packet): Packet {
    const { source, error } = packet
    return {
      ...packet,
      source: this.#extracted(source),
      error: error && { ...error, destination: this.#extracted(error.destination) },
    }
  }

  #extracted(endpoint: Endpoint): Endpoint {
    const address = this.#embedding.extract(endpoint.address)
    return address === undefined ? endpoint : endpointOf(address, endpoint.port)
  }
}
