/**
 * What a registry takes, and what it does at one of the limits. A limit is the most that is accepted: what is equal to it
 * passes (spec/discovery.md 1.3). Lengths are in bytes, those of ids in UTF-8.
 */
import { type Duration, minutes } from "../net/instant.ts"

export interface RegistryLimits {
  readonly clusterIdBytes: number
  readonly affiliateIdBytes: number
  readonly dataBytes: number
  readonly endpointBytes: number
  readonly endpointsPerAffiliate: number
  readonly affiliatesPerCluster: number
  readonly ttl: Duration
  /** Of one message to a watcher. A single affiliate that is longer than this goes alone. */
  readonly messageBytes: number
}

/** The service's own figures (spec/discovery.md 3.1). */
export const UPSTREAM_LIMITS: RegistryLimits = {
  clusterIdBytes: 256,
  affiliateIdBytes: 256,
  dataBytes: 2048,
  endpointBytes: 32,
  endpointsPerAffiliate: 64,
  affiliatesPerCluster: 1024,
  ttl: minutes(30),
  /** Upstream has no such limit, and a full cluster exceeds the 4 MiB that its client takes (spec/discovery.md 1.1). */
  messageBytes: 1_048_576,
}

export interface RegistryOptions {
  readonly limits: RegistryLimits
  /**
   * A new endpoint for an affiliate that has all it may have: `refuse` it, as upstream does, or `evict-oldest`, let the
   * one go that expires first, of equal ones the one that came first.
   */
  readonly whenFull: "refuse" | "evict-oldest"
}

export const UPSTREAM_OPTIONS: RegistryOptions = { limits: UPSTREAM_LIMITS, whenFull: "refuse" }
