/**
 * The affiliates of one cluster and who watches them. Each change is noted with all watchers before any of them is called
 * (`ring`), so that one that answers with a request of its own finds everything in order.
 */
import type { Instant } from "../net/instant.ts"
import { type AffiliateRecord, RegisteredAffiliate } from "./registered_affiliate.ts"
import type { RegistryOptions } from "./registry_limits.ts"
import type { RegistryRefusal } from "./registry_refusal.ts"
import { updateRefusal, type UpdateRequest } from "./registry_request.ts"
import type { AffiliateSnapshot, ClusterSnapshot } from "./registry_snapshot.ts"
import { type Change, Watcher } from "./watcher.ts"

export class RegistryCluster {
  readonly id: string
  readonly #options: RegistryOptions
  readonly #affiliates = new Map<string, RegisteredAffiliate>()
  readonly #watchers = new Set<Watcher>()
  #isQuiet = true

  constructor(id: string, options: RegistryOptions) {
    this.id = id
    this.#options = options
  }

  get affiliateCount(): number {
    return this.#affiliates.size
  }

  get endpointCount(): number {
    let count = 0
    for (const { endpointCount } of this.#affiliates.values()) count += endpointCount
    return count
  }

  get watcherCount(): number {
    return this.#watchers.size
  }

  list(): readonly AffiliateRecord[] {
    return Array.from(this.#affiliates.values(), ({ record }) => record)
  }

  update(request: UpdateRequest, now: Instant): RegistryRefusal | undefined {
    const known = this.#affiliates.get(request.affiliateId)
    if (known === undefined && this.#isFull) return "too-many-affiliates"
    const affiliate = known ?? new RegisteredAffiliate(request.affiliateId, now)
    const before = affiliate.record
    const refusal = affiliate.update(request, now, this.#options)
    if (known === undefined) this.#add(affiliate)
    else if (affiliate.record !== before) this.#tell("changed", affiliate)
    return refusal
  }

  remove(affiliateId: string): void {
    const affiliate = this.#affiliates.get(affiliateId)
    if (affiliate === undefined) return
    this.#affiliates.delete(affiliateId)
    this.#tell("removed", affiliate)
  }

  watch(onNews: () => void): Watcher {
    const source = {
      ids: () => this.#affiliates.keys(),
      recordOf: (id: string) => this.#affiliates.get(id)?.record,
      leave: (watcher: Watcher) => void this.#watchers.delete(watcher),
    }
    const watcher = new Watcher(source, { messageBytes: this.#options.limits.messageBytes, onNews })
    this.#watchers.add(watcher)
    return watcher
  }

  /** Removes what is over. An affiliate that lost endpoints is told of as it is now (spec/discovery.md 8.3). */
  collect(now: Instant): void {
    for (const affiliate of this.#affiliates.values()) {
      if (affiliate.isExpired(now)) {
        this.remove(affiliate.id)
        continue
      }
      const before = affiliate.record
      affiliate.dropExpiredEndpoints(now)
      if (affiliate.record !== before) this.#tell("changed", affiliate)
    }
  }

  export(now: Instant): ClusterSnapshot {
    return { id: this.id, affiliates: Array.from(this.#affiliates.values(), (affiliate) => affiliate.export(now)) }
  }

  /** Returns how many endpoints were left out; undefined if the whole affiliate was. */
  import(snapshot: AffiliateSnapshot, now: Instant): number | undefined {
    const { limits } = this.#options
    const request = { ...snapshot, clusterId: this.id, affiliateId: snapshot.id, endpoints: [] }
    if (this.#isFull || this.#affiliates.has(snapshot.id) || updateRefusal(request, limits) !== undefined) {
      return undefined
    }
    const affiliate = new RegisteredAffiliate(snapshot.id, now)
    const skipped = affiliate.import(snapshot, now, limits)
    this.#add(affiliate)
    return skipped
  }

  /** Calls the watchers for which there is news now. Whatever they do in return finds nothing half done. */
  ring(): void {
    if (this.#isQuiet) return
    this.#isQuiet = true
    for (const watcher of this.#watchers) watcher.ring()
  }

  get #isFull(): boolean {
    return this.#affiliates.size >= this.#options.limits.affiliatesPerCluster
  }

  #add(affiliate: RegisteredAffiliate): void {
    this.#affiliates.set(affiliate.id, affiliate)
    this.#tell("added", affiliate)
  }

  #tell(change: Change, { id }: RegisteredAffiliate): void {
    this.#isQuiet = false
    for (const watcher of this.#watchers) watcher.note(change, id)
  }
}
