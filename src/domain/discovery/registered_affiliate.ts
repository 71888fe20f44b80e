/**
 * One affiliate of a cluster: sealed data, sealed endpoints, and when each is over (spec/discovery.md 3.2, 3.3). Data sets
 * the affiliate's expiry, even to an earlier time; everything else only extends what it names. Nothing expires by itself:
 * the cluster asks for it.
 */
import { equalBytes } from "../bytes.ts"
import { after, type Instant } from "../net/instant.ts"
import { RegisteredEndpoints } from "./registered_endpoints.ts"
import type { RegistryLimits, RegistryOptions } from "./registry_limits.ts"
import type { RegistryRefusal } from "./registry_refusal.ts"
import type { UpdateRequest } from "./registry_request.ts"
import { type AffiliateSnapshot, remainingTtl } from "./registry_snapshot.ts"

/** What others are told of an affiliate. The byte arrays are those that were stored. */
export interface AffiliateRecord {
  readonly id: string
  /** Empty while only others have told of it. */
  readonly data: Uint8Array
  /** In the order of their arrival. */
  readonly endpoints: readonly Uint8Array[]
}

export const NO_DATA = new Uint8Array(0)

export class RegisteredAffiliate {
  readonly id: string
  readonly #endpoints = new RegisteredEndpoints()
  #data: Uint8Array = NO_DATA
  #expiresAt: Instant
  #record: AffiliateRecord | undefined

  /** Over at once, until an update gives it time. */
  constructor(id: string, now: Instant) {
    this.id = id
    this.#expiresAt = now
  }

  /** The same object until the content changes, so that it may be compared, or cached by. */
  get record(): AffiliateRecord {
    const [known, data, endpoints] = [this.#record, this.#data, this.#endpoints.list]
    if (known !== undefined && known.data === data && known.endpoints === endpoints) return known
    this.#record = { id: this.id, data, endpoints }
    return this.#record
  }

  get endpointCount(): number {
    return this.#endpoints.size
  }

  /** Stops at the first endpoint for which there is no room; what was applied before it stays. */
  update({ data, endpoints, ttl }: UpdateRequest, now: Instant, options: RegistryOptions): RegistryRefusal | undefined {
    const expiresAt = after(now, ttl)
    if (data.length > 0) {
      this.#setData(data)
      this.#expiresAt = expiresAt
    }
    for (const endpoint of endpoints) {
      if (!this.#endpoints.put(endpoint, expiresAt, options)) return "too-many-endpoints"
    }
    if (expiresAt > this.#expiresAt) this.#expiresAt = expiresAt
    return undefined
  }

  isExpired(now: Instant): boolean {
    return this.#expiresAt <= now
  }

  dropExpiredEndpoints(now: Instant): void {
    this.#endpoints.dropExpired(now)
  }

  export(now: Instant): AffiliateSnapshot {
    return {
      id: this.id,
      data: this.#data,
      endpoints: this.#endpoints.export(now),
      ttl: remainingTtl(this.#expiresAt, now),
    }
  }

  /** Takes over what was exported. Returns how many endpoints were left out. */
  import({ data, endpoints, ttl }: AffiliateSnapshot, now: Instant, limits: RegistryLimits): number {
    this.#setData(data)
    this.#expiresAt = after(now, ttl)
    return this.#endpoints.import(endpoints, now, limits)
  }

  /** An equal array does not replace the one that is there: callers know it already. */
  #setData(data: Uint8Array): void {
    if (!equalBytes(data, this.#data)) this.#data = data
  }
}
