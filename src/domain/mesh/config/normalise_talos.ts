/**
 * From the sections of a Talos configuration to what they mean. Total: what validation would refuse is left out, so
 * that a section that is switched off, and so not validated, does no harm.
 */
import * as Result from "effect/Result"
import { endpoint } from "../../net/endpoint.ts"
import { parsePrefix } from "../../net/prefix.ts"
import { type AddressFilter, parseAddressFilter } from "../address_filter.ts"
import { DEFAULT_MTU, type KubeSpanOptions } from "../kubespan_options.ts"
import { parseClusterSecret } from "./cluster_secret.ts"
import type { ConfigDocuments } from "./decode.ts"
import type { MeshConfig } from "./mesh_config.ts"
import { parseServiceUrl } from "./service_url.ts"
import { identityPlaces, kubespanPlaces, servicePlaces, usesKubernetes } from "./talos_sections.ts"

/** Without a cluster id and a secret there is no configuration, and so no KubeSpan (spec/kubespan.md 3.4). */
export function normaliseTalos(documents: ConfigDocuments): MeshConfig | undefined {
  const [identity] = identityPlaces(documents)
  const secret = parseClusterSecret(identity?.secret ?? "")
  if (identity === undefined || identity.id === "" || Result.isFailure(secret)) return undefined
  return {
    enabled: kubespanPlaces(documents)[0]?.options.enabled ?? false,
    clusterId: identity.id,
    clusterSecret: secret.success,
    kubespan: optionsOf(documents),
    discovery: {
      services: servicePlaces(documents).flatMap(({ name, endpoint }) => {
        const parsed = parseServiceUrl(endpoint)
        return Result.isSuccess(parsed) ? [{ name, ...parsed.success }] : []
      }),
      kubernetes: usesKubernetes(documents),
      static: [],
    },
  }
}

function optionsOf(documents: ConfigDocuments): KubeSpanOptions {
  const { isLegacy, options } = kubespanPlaces(documents)[0] ?? { isLegacy: true, options: {} }
  const { mtu = DEFAULT_MTU, filters = {} } = options
  return {
    forceRouting: options.allowDownPeerBypass !== true,
    advertiseKubernetesNetworks: options.advertiseKubernetesNetworks ?? false,
    harvestExtraEndpoints: options.harvestExtraEndpoints ?? false,
    mtu: isLegacy && mtu === 0 ? DEFAULT_MTU : mtu,
    endpointFilters: readFilters(filters.endpoints),
    peerEndpointFilters: readFilters(filters.peerEndpoints),
    excludeAdvertisedNetworks: readable(filters.excludeAdvertisedNetworks ?? [], parsePrefix),
    extraEndpoints: documents.endpoints.flatMap(({ value }) =>
      (value.extraAnnouncedEndpoints ?? []).map((text) => endpoint(text))
    ),
  }
}

const readFilters = (texts: readonly string[] | undefined): readonly AddressFilter[] | undefined =>
  texts === undefined ? undefined : readable(texts, parseAddressFilter)

const readable = <A>(texts: readonly string[], parse: (text: string) => Result.Result<A, string>): readonly A[] =>
  texts.map(parse).filter(Result.isSuccess).map(({ success }) => success)
