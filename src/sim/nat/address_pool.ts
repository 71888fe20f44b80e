/**
 * The external addresses of a device, and which of them an inside address is given (RFC 4787 section 4.1, "IP address
 * pooling"). Pairs follow from the address alone, so they outlast mappings and reboots.
 */
import { assert, present } from "../../domain/assert.ts"
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { addressValue, type IpAddress } from "../../domain/net/ip_address.ts"
import { renumbered } from "../renumbered.ts"
import { portPolicy } from "./port_policies.ts"
import type { PortPolicy } from "./port_policy.ts"
import type { Chance } from "./random_ports.ts"
import { isEmpty, spanFor } from "./port_span.ts"
import type { NatProfile } from "./rfc4787.ts"

export interface ExternalRequest {
  readonly inside: Endpoint
  /** What the inside port just below has, where ports are to be contiguous. */
  readonly below: Endpoint | undefined
  readonly isFree: (external: Endpoint) => boolean
  /** Whether nobody uses it, towards whomever; if left out, as `isFree`. */
  readonly isIdle?: (external: Endpoint) => boolean
}

interface ExternalAddress {
  readonly address: IpAddress
  readonly ports: PortPolicy
}

export class AddressPool {
  readonly #profile: NatProfile
  readonly #chance: Chance
  #pool: readonly ExternalAddress[] = []

  constructor(profile: NatProfile, addresses: readonly IpAddress[], chance: Chance) {
    this.#profile = profile
    this.#chance = chance
    this.#fill(addresses)
  }

  owns(address: IpAddress): boolean {
    for (const one of this.#pool) if (one.address === address) return true
    return false
  }

  /** As whom this inside address is seen; of addresses that are not paired, one as good as any. */
  addressFor(inside: IpAddress): IpAddress {
    return this.#pairOf(inside).address
  }

  /** An external endpoint for which `isFree` holds; undefined if there is none. */
  draw({ inside, below, isFree, isIdle = isFree }: ExternalRequest): Endpoint | undefined {
    const span = spanFor(this.#profile, inside.port)
    if (isEmpty(span)) return undefined
    for (const { address, ports } of this.#choicesFor(inside.address)) {
      const port = ports.draw({
        inside,
        span,
        below: below?.address === address ? below.port : undefined,
        isFree: (candidate) => isFree(endpointOf(address, candidate)),
        isIdle: (candidate) => isIdle(endpointOf(address, candidate)),
      })
      if (port !== undefined) return endpointOf(address, port)
    }
    return undefined
  }

  /** Every port is given back; another address takes the place of the first. */
  reset(external: IpAddress | undefined): void {
    const addresses = this.#pool.map(({ address }) => address)
    this.#fill(external === undefined ? addresses : renumbered(addresses, external))
  }

  #fill(addresses: readonly IpAddress[]): void {
    assert(addresses.length > 0, "a device that translates has an external address")
    this.#pool = addresses.map((address) => ({ address, ports: portPolicy(this.#profile, this.#chance) }))
  }

  /** In the order in which they are tried. */
  #choicesFor(inside: IpAddress): readonly ExternalAddress[] {
    if (this.#pool.length === 1) return this.#pool
    if (this.#profile.pooling === "paired") return [this.#pairOf(inside)]
    const start = this.#chance.below(this.#pool.length)
    return [...this.#pool.slice(start), ...this.#pool.slice(0, start)]
  }

  #pairOf(inside: IpAddress): ExternalAddress {
    const place = this.#pool.length === 1 ? 0 : Number(addressValue(inside) % BigInt(this.#pool.length))
    return present(this.#pool[place], "the place is within the pool")
  }
}
