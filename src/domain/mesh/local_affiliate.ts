/** What we tell others about ourselves (spec/kubespan.md 8.2). */
import type { Affiliate } from "../discovery/affiliate.ts"
import { type Endpoint, endpointOf, sameEndpoint } from "../net/endpoint.ts"
import type { IpAddress } from "../net/ip_address.ts"
import { filterAddresses } from "./address_filter.ts"
import { isSideroLink } from "./identity.ts"
import type { Rules } from "./rules.ts"
import type { MeshState } from "./state.ts"

/**
 * Our addresses but for those inside tunnels, then what discovery sees of us; filtered, which may reorder them; each with
 * our port; then what we were told to add, unfiltered. Each once.
 */
export function localEndpoints(
  { addresses, publicAddresses }: {
    readonly addresses: readonly IpAddress[]
    readonly publicAddresses: readonly IpAddress[]
  },
  { meshAddress, listenPort, options }: Rules,
): readonly Endpoint[] {
  const outer = addresses.filter((address) => address !== meshAddress && !isSideroLink(address))
  const candidates = [...new Set([...outer, ...publicAddresses])]
  const { endpointFilters, extraEndpoints } = options
  const announced = endpointFilters === undefined ? candidates : filterAddresses(endpointFilters, candidates)
  const own = announced.map((address) => endpointOf(address, listenPort))
  const extra = extraEndpoints.filter((one, i) =>
    ![...own, ...extraEndpoints.slice(0, i)].some((other) => sameEndpoint(one, other))
  )
  return [...own, ...extra]
}

/** `self` says who we are; where we are comes from the state. */
export function localAffiliate(self: Affiliate, state: MeshState, rules: Rules): Affiliate {
  const { localKey: publicKey, meshAddress: address, options } = rules
  const { addresses, endpoints, networks: additionalAddresses } = state
  const { excludeAdvertisedNetworks } = options
  const kubespan = { publicKey, address, additionalAddresses, endpoints, excludeAdvertisedNetworks }
  return { ...self, addresses, kubespan }
}
