/** The short form: what its schema cannot see, and what it means. */
import * as Result from "effect/Result"
import { type Affiliate, unknownAffiliate } from "../../discovery/affiliate.ts"
import { present } from "../../assert.ts"
import { endpoint } from "../../net/endpoint.ts"
import { ipAddress } from "../../net/ip_address.ts"
import { prefix } from "../../net/prefix.ts"
import { type AddressFilter, parseAddressFilter } from "../address_filter.ts"
import { DEFAULT_MTU } from "../kubespan_options.ts"
import { parseClusterSecret } from "./cluster_secret.ts"
import type { ConfigDocuments, Placed } from "./decode.ts"
import type { ConfigIssue, DiscoveryService, MeshConfig } from "./mesh_config.ts"
import { formatService, parseServiceUrl } from "./service_url.ts"
import type { ShortConfig, StaticPeer } from "./short_schema.ts"

/** The short form is a whole configuration, so nothing of Talos goes with it. */
export const companyIssues = (documents: ConfigDocuments): readonly ConfigIssue[] => {
  const { shorts, ...others } = documents
  const beside = [...shorts.slice(1), ...Object.values(others).flat()]
  return beside.map(({ document }) => ({
    document,
    path: [],
    message: 'A "meshfold" document is a whole configuration; nothing else of ours goes beside it',
  }))
}

export function validateShort({ document, value: { meshfold } }: Placed<ShortConfig>): readonly ConfigIssue[] {
  const { enabled = true, discovery: { services = [], kubernetes = false } = {}, static: peers = [] } = meshfold
  const issues: ConfigIssue[] = []
  const repeated = (values: readonly string[], what: string, place: (i: number) => ConfigIssue["path"]) => {
    const seen = new Set<string>()
    for (const [i, value] of values.entries()) {
      const message = `This ${what} is already in the list`
      if (seen.has(value)) issues.push({ document, path: ["meshfold", ...place(i)], message })
      seen.add(value)
    }
  }
  repeated(services.map((url) => readService(url).name), "service", (i) => ["discovery", "services", i])
  repeated(peers.map(({ id }) => id), "id", (i) => ["static", i, "id"])
  repeated(peers.map(({ key }) => key), "key", (i) => ["static", i, "key"])
  // An empty list says it, too: whoever is first asks `run --entry` for what the others are to write.
  if (enabled && services.length === 0 && meshfold.static === undefined && !kubernetes) {
    const message = "Nothing says where peers are learned from; name discovery.services or static peers"
    issues.push({ document, path: ["meshfold"], message })
  }
  return issues
}

/** Of what its schema let through. */
export function normaliseShort({ meshfold }: ShortConfig): MeshConfig {
  const { cluster, discovery = {}, announce, accept } = meshfold
  return {
    enabled: meshfold.enabled ?? true,
    clusterId: cluster.id,
    clusterSecret: readChecked(parseClusterSecret, cluster.secret),
    kubespan: {
      forceRouting: meshfold["bypass-down-peers"] !== true,
      advertiseKubernetesNetworks: meshfold["advertise-pods"] ?? false,
      harvestExtraEndpoints: meshfold.harvest ?? false,
      mtu: meshfold.mtu ?? DEFAULT_MTU,
      endpointFilters: announce?.map(readFilter),
      peerEndpointFilters: accept?.map(readFilter),
      excludeAdvertisedNetworks: (meshfold.exclude ?? []).map(prefix),
      extraEndpoints: (meshfold["extra-endpoints"] ?? []).map(endpoint),
    },
    discovery: {
      services: (discovery.services ?? []).map(readService),
      kubernetes: discovery.kubernetes ?? false,
      static: (meshfold.static ?? []).map(affiliateOf),
    },
  }
}

function affiliateOf({ id, key, address, name, endpoints, addresses, networks }: StaticPeer): Affiliate {
  return {
    ...unknownAffiliate(id),
    nodename: name ?? id,
    addresses: (addresses ?? []).map(ipAddress),
    kubespan: {
      publicKey: key,
      address: ipAddress(address),
      additionalAddresses: (networks ?? []).map(prefix),
      endpoints: (endpoints ?? []).map(endpoint),
      excludeAdvertisedNetworks: [],
    },
  }
}

/** Named by its address. */
function readService(url: string): DiscoveryService {
  const address = readChecked(parseServiceUrl, url)
  return { name: formatService(address), ...address }
}

const readFilter = (text: string): AddressFilter => readChecked(parseAddressFilter, text)

function readChecked<A>(parse: (text: string) => Result.Result<A, string>, text: string): A {
  const parsed = parse(text)
  return present(Result.isSuccess(parsed) ? parsed.success : undefined, "the schema has checked the text")
}
