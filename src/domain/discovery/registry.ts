/**
 * The discovery service's state (spec/discovery.md 3): clusters, their affiliates with a time to live, and who watches
 * them. It understands nothing of what it keeps: data and endpoints are sealed. Sans-IO and synchronous: methods take
 * `now`, what is over stays until `collect`, and watchers take their messages when they can.
 *
 * It differs from upstream where the wire allows it and clients gain (spec/discovery.md 8.3): no lost updates, no false
 * deletes, no repetition of what has not changed, and no message that is too long for a client.
 */
import * as Result from "effect/Result"
import type { Instant } from "../net/instant.ts"
import type { AffiliateRecord } from "./registered_affiliate.ts"
import { RegistryCluster } from "./registry_cluster.ts"
import { type RegistryOptions, UPSTREAM_OPTIONS } from "./registry_limits.ts"
import type { RegistryRefusal } from "./registry_refusal.ts"
import { affiliateIdRefusal, clusterIdRefusal, updateRefusal, type UpdateRequest } from "./registry_request.ts"
import type { RegistrySnapshot, SkippedRecords } from "./registry_snapshot.ts"
import type { Watcher } from "./watcher.ts"

/** What is held. */
export interface RegistryStats {
  readonly clusters: number
  readonly affiliates: number
  readonly endpoints: number
  readonly subscriptions: number
}

/** What a collection took away, and what is left. */
export interface Collection extends RegistryStats {
  readonly removedClusters: number
  readonly removedAffiliates: number
}

export class Registry {
  readonly #options: RegistryOptions
  readonly #clusters = new Map<string, RegistryCluster>()

  constructor(options: Partial<RegistryOptions> = {}) {
    this.#options = { ...UPSTREAM_OPTIONS, ...options }
  }

  /** Registers the affiliate or adds to what is known of it. After `too-many-endpoints` a part of it is in force. */
  update(request: UpdateRequest, now: Instant): Result.Result<void, RegistryRefusal> {
    const invalid = updateRefusal(request, this.#options.limits)
    if (invalid !== undefined) return Result.fail(invalid)
    const cluster = this.#clusterOf(request.clusterId)
    const refusal = cluster.update(request, now)
    cluster.ring()
    return done(refusal)
  }

  /** Done as well if there is no such affiliate. */
  remove(clusterId: string, affiliateId: string): Result.Result<void, RegistryRefusal> {
    const { limits } = this.#options
    const refusal = clusterIdRefusal(clusterId, limits) ?? affiliateIdRefusal(affiliateId, limits)
    const cluster = refusal === undefined ? this.#clusters.get(clusterId) : undefined
    cluster?.remove(affiliateId)
    cluster?.ring()
    return done(refusal)
  }

  list(clusterId: string): Result.Result<readonly AffiliateRecord[], RegistryRefusal> {
    const refusal = clusterIdRefusal(clusterId, this.#options.limits)
    if (refusal !== undefined) return Result.fail(refusal)
    return Result.succeed(this.#clusters.get(clusterId)?.list() ?? [])
  }

  /**
   * Subscribes to the cluster. The snapshot can be taken at once and is not called news; `onNews` is called from within
   * the change itself, once for each time that there is something to take after there was nothing.
   */
  watch(clusterId: string, onNews: () => void): Result.Result<Watcher, RegistryRefusal> {
    const refusal = clusterIdRefusal(clusterId, this.#options.limits)
    return refusal === undefined ? Result.succeed(this.#clusterOf(clusterId).watch(onNews)) : Result.fail(refusal)
  }

  /** Removes what is over, and the clusters in which nothing is left and that nobody watches. */
  collect(now: Instant): Collection {
    const before = this.stats()
    for (const cluster of this.#clusters.values()) {
      cluster.collect(now)
      if (cluster.affiliateCount === 0 && cluster.watcherCount === 0) this.#clusters.delete(cluster.id)
    }
    const left = this.stats()
    this.#ring()
    return {
      ...left,
      removedClusters: before.clusters - left.clusters,
      removedAffiliates: before.affiliates - left.affiliates,
    }
  }

  stats(): RegistryStats {
    let [affiliates, endpoints, subscriptions] = [0, 0, 0]
    for (const { affiliateCount, endpointCount, watcherCount } of this.#clusters.values()) {
      affiliates += affiliateCount
      endpoints += endpointCount
      subscriptions += watcherCount
    }
    return { clusters: this.#clusters.size, affiliates, endpoints, subscriptions }
  }

  /** Everything that is registered, also what is over and not yet collected. */
  export(now: Instant): RegistrySnapshot {
    const clusters = Array.from(this.#clusters.values(), (cluster) => cluster.export(now))
    return { clusters: clusters.filter(({ affiliates }) => affiliates.length > 0) }
  }

  /** Adds what was exported. An affiliate that is registered already stays as it is, since it has the later word. */
  import(snapshot: RegistrySnapshot, now: Instant): SkippedRecords {
    const skipped = { clusters: 0, affiliates: 0, endpoints: 0 }
    for (const { id, affiliates } of snapshot.clusters) {
      if (clusterIdRefusal(id, this.#options.limits) !== undefined) {
        skipped.clusters++
        continue
      }
      const cluster = this.#clusterOf(id)
      for (const affiliate of affiliates) {
        const endpoints = cluster.import(affiliate, now)
        if (endpoints === undefined) skipped.affiliates++
        else skipped.endpoints += endpoints
      }
    }
    this.#ring()
    return skipped
  }

  #clusterOf(id: string): RegistryCluster {
    const known = this.#clusters.get(id)
    if (known !== undefined) return known
    const cluster = new RegistryCluster(id, this.#options)
    this.#clusters.set(id, cluster)
    return cluster
  }

  #ring(): void {
    for (const cluster of this.#clusters.values()) cluster.ring()
  }
}

const done = (refusal: RegistryRefusal | undefined): Result.Result<void, RegistryRefusal> =>
  refusal === undefined ? Result.void : Result.fail(refusal)
