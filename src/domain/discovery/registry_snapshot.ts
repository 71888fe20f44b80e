/**
 * What a registry holds as plain values, to be stored and loaded again (spec/discovery.md 3.6). A TTL is what was left
 * when the snapshot was taken, in whole seconds and never less than zero; it starts anew when the snapshot is loaded, so
 * that the time in between does not count.
 */
import { type Duration, type Instant, seconds } from "../net/instant.ts"

export interface RegistrySnapshot {
  readonly clusters: readonly ClusterSnapshot[]
}

export interface ClusterSnapshot {
  readonly id: string
  readonly affiliates: readonly AffiliateSnapshot[]
}

export interface AffiliateSnapshot {
  readonly id: string
  readonly data: Uint8Array
  readonly endpoints: readonly EndpointSnapshot[]
  readonly ttl: Duration
}

export interface EndpointSnapshot {
  readonly data: Uint8Array
  readonly ttl: Duration
}

/** What is left until then. */
export const remainingTtl = (expiresAt: Instant, now: Instant): Duration =>
  seconds(Math.max(0, Math.floor((expiresAt - now) / seconds(1))))

/** What a load left out: it breaks a limit or was there already. What goes with its cluster or affiliate is not counted. */
export interface SkippedRecords {
  readonly clusters: number
  readonly affiliates: number
  readonly endpoints: number
}
