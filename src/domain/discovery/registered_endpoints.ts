/**
 * The sealed endpoints of one affiliate in the order of their arrival, each with an expiry of its own that is only ever
 * extended (spec/discovery.md 3.2). They are told apart by their bytes; the array that came first is the one that stays.
 */
import { after, type Instant } from "../net/instant.ts"
import type { RegistryLimits, RegistryOptions } from "./registry_limits.ts"
import { type EndpointSnapshot, remainingTtl } from "./registry_snapshot.ts"

interface Held {
  readonly key: string
  readonly data: Uint8Array
  expiresAt: Instant
}

export class RegisteredEndpoints {
  readonly #heldByKey = new Map<string, Held>()
  #list: readonly Uint8Array[] | undefined

  /** The same array until an endpoint comes or goes. */
  get list(): readonly Uint8Array[] {
    this.#list ??= Array.from(this.#heldByKey.values(), ({ data }) => data)
    return this.#list
  }

  get size(): number {
    return this.#heldByKey.size
  }

  /** False if it is new and there is no room for it. */
  put(data: Uint8Array, expiresAt: Instant, { limits, whenFull }: RegistryOptions): boolean {
    if (data.length === 0) return true
    const key = keyOf(data)
    const known = this.#heldByKey.get(key)
    if (known !== undefined) {
      if (expiresAt > known.expiresAt) known.expiresAt = expiresAt
      return true
    }
    const endpoint = { key, data, expiresAt }
    if (this.size < limits.endpointsPerAffiliate) this.#add(endpoint)
    else if (whenFull === "refuse") return false
    else this.#compete(endpoint)
    return true
  }

  dropExpired(now: Instant): void {
    for (const held of this.#heldByKey.values()) if (held.expiresAt <= now) this.#drop(held)
  }

  export(now: Instant): readonly EndpointSnapshot[] {
    return Array.from(this.#heldByKey.values(), ({ data, expiresAt }) => ({ data, ttl: remainingTtl(expiresAt, now) }))
  }

  /** Adds what was exported. Returns how many were left out: empty, there already, or beyond the limits. */
  import(snapshots: readonly EndpointSnapshot[], now: Instant, limits: RegistryLimits): number {
    let skipped = 0
    for (const { data, ttl } of snapshots) {
      const sizeBefore = this.size
      const isValid = data.length <= limits.endpointBytes && ttl <= limits.ttl
      if (isValid) this.put(data, after(now, ttl), { limits, whenFull: "refuse" })
      if (this.size === sizeBefore) skipped++
    }
    return skipped
  }

  /** The one that expires first goes, which may be the newcomer itself; of equal ones, the one that came first. */
  #compete(newcomer: Held): void {
    let loser = newcomer
    for (const held of this.#heldByKey.values()) {
      if (held.expiresAt < loser.expiresAt || (loser === newcomer && held.expiresAt === loser.expiresAt)) loser = held
    }
    if (loser === newcomer) return
    this.#drop(loser)
    this.#add(newcomer)
  }

  #add(endpoint: Held): void {
    this.#heldByKey.set(endpoint.key, endpoint)
    this.#list = undefined
  }

  #drop(endpoint: Held): void {
    this.#heldByKey.delete(endpoint.key)
    this.#list = undefined
  }
}

/** One character for each byte; endpoints are short. */
const keyOf = (endpoint: Uint8Array): string => String.fromCharCode(...endpoint)
