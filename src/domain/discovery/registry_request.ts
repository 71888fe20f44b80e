/**
 * What a registry is asked, held to the limits before anything is touched. The order of the checks is upstream's: cluster
 * id, affiliate id, data, endpoints, TTL (spec/discovery.md 1.3).
 */
import type { Duration } from "../net/instant.ts"
import type { RegistryLimits } from "./registry_limits.ts"
import type { RegistryRefusal } from "./registry_refusal.ts"

/** The arrays are kept as they are: whoever hands them over does not change them afterwards. */
export interface UpdateRequest {
  readonly clusterId: string
  readonly affiliateId: string
  /** Sealed; empty leaves what is stored untouched. */
  readonly data: Uint8Array
  /** Sealed; added to those that are stored. Empty ones are passed over, since upstream's client panics at them. */
  readonly endpoints: readonly Uint8Array[]
  /** Zero and less are accepted: what lives so long is gone at the next collection. */
  readonly ttl: Duration
}

export const updateRefusal = (request: UpdateRequest, limits: RegistryLimits): RegistryRefusal | undefined =>
  clusterIdRefusal(request.clusterId, limits) ??
    affiliateIdRefusal(request.affiliateId, limits) ??
    (request.data.length > limits.dataBytes ? "data-too-big" : undefined) ??
    (request.endpoints.some((endpoint) => endpoint.length > limits.endpointBytes) ? "endpoint-too-big" : undefined) ??
    (request.ttl > limits.ttl ? "ttl-too-large" : undefined)

export function clusterIdRefusal(id: string, limits: RegistryLimits): RegistryRefusal | undefined {
  if (id.length === 0) return "cluster-id-empty"
  return isLonger(id, limits.clusterIdBytes) ? "cluster-id-too-long" : undefined
}

export function affiliateIdRefusal(id: string, limits: RegistryLimits): RegistryRefusal | undefined {
  if (id.length === 0) return "affiliate-id-empty"
  return isLonger(id, limits.affiliateIdBytes) ? "affiliate-id-too-long" : undefined
}

/** Each UTF-16 unit takes one to three bytes in UTF-8, so that only few texts have to be encoded to know. */
const isLonger = (text: string, mostBytes: number): boolean =>
  text.length > mostBytes || (text.length * 3 > mostBytes && utf8.encode(text).length > mostBytes)

const utf8 = new TextEncoder()
