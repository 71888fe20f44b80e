/**
 * A network in which everyone reaches everyone else directly: a LAN, or the internet's core. It knows who has which
 * address, which prefixes lie behind whom, and where everything else goes.
 */
import { assert } from "../../domain/assert.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefixContains, prefixLength } from "../../domain/net/prefix.ts"
import type { Attachment } from "./attachment.ts"

interface RoutedPrefix {
  readonly prefix: Prefix
  readonly via: Attachment
}

export class Segment {
  readonly name: string
  /** The inner side of the router that leads out; the core has none. */
  gateway: Attachment | undefined
  readonly #owners = new Map<IpAddress, Attachment>()
  /** Longest first. */
  #routes: readonly RoutedPrefix[] = []

  constructor(name: string) {
    this.name = name
  }

  /** Gives an address to an attachment. Two owners of one address are a mistake in the scenario, caught before this. */
  assign(address: IpAddress, owner: Attachment): void {
    assert(!this.#owners.has(address), `${address} has one owner on ${this.name}`)
    this.#owners.set(address, owner)
  }

  release(address: IpAddress): void {
    this.#owners.delete(address)
  }

  ownerOf(address: IpAddress): Attachment | undefined {
    return this.#owners.get(address)
  }

  addRoute(prefix: Prefix, via: Attachment): void {
    const routes = [...this.#routes, { prefix, via }]
    this.#routes = routes.sort((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix))
  }

  /** The next hop on this segment: the address's owner, then the longest prefix, then the way out. */
  nextHop(destination: IpAddress): Attachment | undefined {
    const owner = this.#owners.get(destination)
    if (owner !== undefined) return owner
    for (const { prefix, via } of this.#routes) if (prefixContains(prefix, destination)) return via
    return this.gateway
  }
}
