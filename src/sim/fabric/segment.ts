/**
 * A network in which everyone reaches everyone else directly: a LAN, or the internet's core. It knows who has which
 * address, which prefixes lie behind whom, and where everything else goes.
 */
import { assert } from "../../domain/assert.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefixContains, prefixLength } from "../../domain/net/prefix.ts"

interface RoutedPrefix<Member> {
  readonly prefix: Prefix
  readonly via: Member
}

export class Segment<Member> {
  readonly name: string
  /** What is reached here without a router; none on the core, where everything is routed. */
  readonly prefixes: readonly Prefix[]
  /** Routers that a packet passes on its way across: none on a LAN. */
  readonly hops: number
  /** Of the router that leads out, its inner side; the core has none. */
  gateway: Member | undefined
  readonly #owners = new Map<IpAddress, Member>()
  /** Longest first. */
  #routes: readonly RoutedPrefix<Member>[] = []

  constructor(name: string, prefixes: readonly Prefix[] = [], hops = 0) {
    this.name = name
    this.prefixes = prefixes
    this.hops = hops
  }

  /** Gives an address to an attachment. Two owners of one address are a mistake in the scenario, caught before this. */
  assign(address: IpAddress, owner: Member): void {
    assert(!this.#owners.has(address), `${address} has one owner on ${this.name}`)
    this.#owners.set(address, owner)
  }

  release(address: IpAddress): void {
    this.#owners.delete(address)
  }

  ownerOf(address: IpAddress): Member | undefined {
    return this.#owners.get(address)
  }

  /** All that this one owns here. */
  addressesOf(owner: Member): readonly IpAddress[] {
    return [...this.#owners].filter(([, one]) => one === owner).map(([address]) => address)
  }

  addRoute(prefix: Prefix, via: Member): void {
    const routes = [...this.#routes, { prefix, via }]
    this.#routes = routes.sort((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix))
  }

  /**
   * The next hop on this segment: the address's owner, then the longest prefix, then the way out; but there is none from
   * here to what lies here.
   */
  nextHop(destination: IpAddress): Member | undefined {
    const owner = this.#owners.get(destination)
    if (owner !== undefined) return owner
    for (const { prefix, via } of this.#routes) if (prefixContains(prefix, destination)) return via
    return this.prefixes.some((one) => prefixContains(one, destination)) ? undefined : this.gateway
  }
}
