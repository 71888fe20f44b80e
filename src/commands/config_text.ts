/** A configuration in plain words, or as data: what holds after defaults, and of the secret only that it is there. */
import type { Affiliate } from "../domain/discovery/affiliate.ts"
import { type AddressFilter, formatAddressFilter } from "../domain/mesh/address_filter.ts"
import type { DiscoveryService, MeshConfig } from "../domain/mesh/config/mesh_config.ts"
import { formatService } from "../domain/mesh/config/service_url.ts"
import { clusterPrefix } from "../domain/mesh/identity.ts"
import { FIREWALL_MARK, FORCE_MARK, maxSegment, ROUTING_TABLE, RULE_PRIORITY } from "../domain/mesh/steering.ts"
import { formatEndpoint } from "../domain/net/endpoint.ts"
import { columns } from "../report/columns.ts"
import type { LoadedConfig } from "./load_config.ts"

export function configText({ config, ignored }: LoadedConfig): string {
  const rows = config === undefined
    ? [["KubeSpan", "off: without a cluster id and a secret there is nothing to run"]]
    : settingRows(config)
  const labelled = [...rows, ...listRows("not looked into", ignored, "")].map((
    [label = "", value = ""],
  ) => [label === "" ? "" : `${label}:`, value])
  return columns(labelled).join("\n")
}

function settingRows({ enabled, clusterId, clusterSecret, kubespan, discovery }: MeshConfig): readonly string[][] {
  const yes = (isSo: boolean, then: string, otherwise: string): string => (isSo ? then : otherwise)
  return [
    ["KubeSpan", yes(enabled, "on", "off")],
    ["cluster id", clusterId],
    ["addresses in", clusterPrefix(clusterId)],
    ["secret", String(clusterSecret)],
    ["mtu", String(kubespan.mtu)],
    [
      "TCP segments",
      `at most ${maxSegment(kubespan.mtu, "v4")} bytes over IPv4, ${maxSegment(kubespan.mtu, "v6")} over IPv6`,
    ],
    ["routing", yes(kubespan.forceRouting, "always through the tunnel", "past the tunnel while the peer is not up")],
    ["takes up", TAKEN],
    ["pod networks", yes(kubespan.advertiseKubernetesNetworks, "announced", "not announced")],
    ["heard endpoints", yes(kubespan.harvestExtraEndpoints, "announced", "not announced")],
    ["announce", filterText(kubespan.endpointFilters, "all addresses")],
    ...listRows("and also", kubespan.extraEndpoints.map(formatEndpoint), ""),
    ["accept", filterText(kubespan.peerEndpointFilters, "all endpoints of peers")],
    ["exclude", kubespan.excludeAdvertisedNetworks.join(", ") || "nothing"],
    ...listRows("discovery", discovery.services.map(serviceText), "no service"),
    ["kubernetes", yes(discovery.kubernetes, "learned from", "not learned from")],
    ...listRows(
      "static peers",
      discovery.static.map(({ nodename, kubespan }) => `${nodename} ${kubespan?.address}`),
      "",
    ),
  ]
}

/** The label stands before the first line alone; an empty list is `none`, or nothing at all. */
function listRows(label: string, lines: readonly string[], none: string): readonly string[][] {
  if (lines.length === 0) return none === "" ? [] : [[label, none]]
  return lines.map((line, i) => [i === 0 ? label : "", line])
}

function filterText(filters: readonly AddressFilter[] | undefined, all: string): string {
  if (filters === undefined) return all
  return filters.length === 0 ? "nothing" : filters.map(formatAddressFilter).join(", ")
}

/** What else on the host must leave alone (spec/kubespan.md section 0). */
const TAKEN = `packet marks ${hex(FIREWALL_MARK)} and ${hex(FORCE_MARK)}, routing table ${ROUTING_TABLE}, ` +
  `rule priority ${RULE_PRIORITY}`

const serviceText = (service: DiscoveryService): string => {
  const transport = service.isSecure ? "TLS" : "no TLS"
  const address = formatService(service)
  return service.name === address ? `${address} (${transport})` : `${service.name}: ${address} (${transport})`
}

/** null where nothing is said: no filter, no configuration. */
export function configData({ config, ignored }: LoadedConfig): Readonly<Record<string, unknown>> {
  if (config === undefined) return { config: null, ignored }
  const { enabled, clusterId, clusterSecret, kubespan, discovery } = config
  return {
    config: {
      enabled,
      cluster: { id: clusterId, prefix: clusterPrefix(clusterId), secret: String(clusterSecret) },
      kubespan: {
        ...kubespan,
        endpointFilters: kubespan.endpointFilters?.map(formatAddressFilter) ?? null,
        peerEndpointFilters: kubespan.peerEndpointFilters?.map(formatAddressFilter) ?? null,
        extraEndpoints: kubespan.extraEndpoints.map(formatEndpoint),
      },
      discovery: { ...discovery, static: discovery.static.map(staticData) },
    },
    ignored,
  }
}

const staticData = ({ nodeId, nodename, addresses, kubespan }: Affiliate) => ({
  id: nodeId,
  name: nodename,
  key: kubespan?.publicKey,
  address: kubespan?.address,
  endpoints: kubespan?.endpoints.map(formatEndpoint),
  addresses,
  networks: kubespan?.additionalAddresses,
})

function hex(mark: number): string {
  return `0x${mark.toString(16)}`
}
