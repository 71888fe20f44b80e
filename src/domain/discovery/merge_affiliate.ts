/** Two specs of one affiliate into one (spec/kubespan.md 2.2). */
import type { Affiliate, KubeSpanAffiliate } from "./affiliate.ts"
import { formatEndpoint } from "../net/endpoint.ts"

/**
 * Lists become unions in the order in which things were first seen; what `other` knows of the rest replaces what `first`
 * knows, but for the id and the operating system, which stay.
 */
export function mergeAffiliate(first: Affiliate, other: Affiliate): Affiliate {
  const kubespan = mergeKubeSpan(first.kubespan, other.kubespan)
  const controlPlane = other.controlPlane ?? first.controlPlane
  return {
    nodeId: first.nodeId,
    hostname: other.hostname || first.hostname,
    nodename: other.nodename || first.nodename,
    operatingSystem: first.operatingSystem,
    machineType: other.machineType === "unknown" ? first.machineType : other.machineType,
    addresses: united(first.addresses, other.addresses),
    ...(kubespan && { kubespan }),
    ...(controlPlane && { controlPlane }),
  }
}

function mergeKubeSpan(
  first: KubeSpanAffiliate | undefined,
  other: KubeSpanAffiliate | undefined,
): KubeSpanAffiliate | undefined {
  if (first === undefined || other === undefined) return first ?? other
  return {
    publicKey: other.publicKey,
    address: other.address,
    additionalAddresses: united(first.additionalAddresses, other.additionalAddresses),
    endpoints: united(first.endpoints, other.endpoints, formatEndpoint),
    excludeAdvertisedNetworks: united(first.excludeAdvertisedNetworks, other.excludeAdvertisedNetworks),
  }
}

function united<T>(first: readonly T[], other: readonly T[], nameOf: (item: T) => unknown = identity): readonly T[] {
  const byName = new Map(first.map((item) => [nameOf(item), item]))
  for (const item of other) if (!byName.has(nameOf(item))) byName.set(nameOf(item), item)
  return [...byName.values()]
}

const identity = <T>(item: T): T => item
