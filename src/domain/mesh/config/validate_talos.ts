/** What upstream finds wrong with a configuration, in its words (spec/kubespan.md 3.1, 3.3 and 10.3). */
import * as Result from "effect/Result"
import { parsePrefix } from "../../net/prefix.ts"
import { parseAddressFilter } from "../address_filter.ts"
import { MINIMUM_MTU } from "../kubespan_options.ts"
import { parseClusterSecret } from "./cluster_secret.ts"
import type { ConfigDocuments, Placed } from "./decode.ts"
import type { ConfigIssue } from "./mesh_config.ts"
import { hasPath, parseServiceUrl } from "./service_url.ts"
import { type IdentityPlace, identityPlaces, type KubeSpanPlace, kubespanPlaces } from "./talos_sections.ts"
import { type Place, type ServicePlace, servicePlaces } from "./talos_sections.ts"
import { parseClusterId, PREFIX_EXPECTED } from "./text_schema.ts"

export const validateTalos = (documents: ConfigDocuments): readonly ConfigIssue[] => [
  ...duplicates(documents),
  ...conflicts(documents),
  ...kubespanPlaces(documents).flatMap(kubespanIssues),
  ...servicePlaces(documents).flatMap(serviceIssues),
  ...identityPlaces(documents).flatMap(identityIssues),
  ...containerIssues(documents),
]

const issueAt = ({ document, path }: Pick<Place, "document" | "path">, message: string, ...below: Place["path"]) => ({
  document,
  path: [...path, ...below],
  message,
})

function duplicates({ machines, kubespans, identities, services }: ConfigDocuments): readonly ConfigIssue[] {
  const second = (placed: readonly Placed<unknown>[], what: string) =>
    placed.slice(1).map(({ document }) => issueAt({ document, path: [] }, `There is already a ${what}`, "kind"))
  const firstByName = new Map(services.toReversed().map(({ document, value }) => [value.name, document]))
  return [
    ...second(machines, "machine configuration"),
    ...second(kubespans, "KubeSpanConfig"),
    ...second(identities, "DiscoveryIdentityConfig"),
    ...services.filter(({ document, value }) => firstByName.get(value.name) !== document).map(({ document, value }) =>
      issueAt({ document, path: [] }, `There is already a DiscoveryServiceConfig named "${value.name}"`, "name")
    ),
  ]
}

/** A document beside what it takes the place of, be that switched off. */
function conflicts(documents: ConfigDocuments): readonly ConfigIssue[] {
  const { kubespans, services, identities, machines } = documents
  const complain = (placed: readonly Placed<unknown>[], isSaid: boolean, message: string) =>
    isSaid ? placed.map(({ document }) => issueAt({ document, path: [] }, message, "kind")) : []
  return [
    ...complain(
      kubespans,
      kubespanPlaces(documents).some(({ isLegacy }) => isLegacy),
      "kubespan is already configured in v1alpha1 machine.network.kubespan",
    ),
    ...complain(
      services,
      machines.some(({ value }) => value.cluster?.discovery !== undefined),
      "discovery service is already configured in .cluster.discovery of the v1alpha1 config",
    ),
    ...complain(
      identities,
      identityPlaces(documents).some(({ isLegacy }) => isLegacy),
      "cluster identity is already configured in .cluster.id/.cluster.secret of the v1alpha1 config",
    ),
  ]
}

/** Of a machine configuration only when it is enabled. */
function kubespanIssues(place: KubeSpanPlace): readonly ConfigIssue[] {
  const { isLegacy, options: { enabled, mtu, filters = {} } } = place
  if (isLegacy && enabled !== true) return []
  const { endpoints = [], peerEndpoints = [], excludeAdvertisedNetworks = [] } = filters
  const filterIssues = (texts: readonly string[], field: string, what: string) =>
    texts.flatMap((text, i) => {
      if (Result.isSuccess(parseAddressFilter(text))) return []
      const message = `KubeSpan ${what} is not valid: ${JSON.stringify(text.replace(/^!/, ""))}`
      return [issueAt(place, message, "filters", field, i)]
    })
  const isTooSmall = mtu !== undefined && mtu < MINIMUM_MTU && !(isLegacy && mtu === 0)
  return [
    ...(isTooSmall ? [issueAt(place, `kubespan link MTU must be at least ${MINIMUM_MTU}`, "mtu")] : []),
    ...filterIssues(endpoints, "endpoints", "endpoint filter"),
    ...filterIssues(peerEndpoints, "peerEndpoints", "peer endpoint filter"),
    ...excludeAdvertisedNetworks.flatMap((text, i) => {
      if (Result.isSuccess(parsePrefix(text))) return []
      const message = isLegacy
        ? `KubeSpan exclude advertised networks filter is not valid: ${JSON.stringify(text)}`
        : `Expected ${PREFIX_EXPECTED}`
      return [issueAt(place, message, "filters", "excludeAdvertisedNetworks", i)]
    }),
  ]
}

function serviceIssues(place: ServicePlace): readonly ConfigIssue[] {
  const { isLegacy, name, endpoint } = place
  const parsed = parseServiceUrl(endpoint)
  const trouble = Result.isFailure(parsed) ? parsed.failure : undefined
  if (isLegacy) {
    const message = trouble === undefined
      ? "cluster discovery service path should be empty"
      : `cluster discovery service registry endpoint is invalid: ${trouble}`
    return trouble === undefined && !hasPath(endpoint) ? [] : [issueAt(place, message, "endpoint")]
  }
  return [
    ...(name === "" ? [issueAt(place, "name is required", "name")] : []),
    ...(trouble === undefined ? [] : [issueAt(place, trouble, "endpoint")]),
  ]
}

function identityIssues(place: IdentityPlace): readonly ConfigIssue[] {
  const { isLegacy, id, secret } = place
  const [idField, secretField] = isLegacy ? ["id", "secret"] : ["clusterID", "clusterSecret"]
  const parsed = parseClusterSecret(secret)
  const issues: ConfigIssue[] = []
  if (id === "" && !isLegacy) issues.push(issueAt(place, `${idField} is required`, idField))
  const name = parseClusterId(id)
  if (id !== "" && Result.isFailure(name)) issues.push(issueAt(place, name.failure, idField))
  if (secret === "" && !isLegacy) issues.push(issueAt(place, `${secretField} is required`, secretField))
  if (secret !== "" && Result.isFailure(parsed)) {
    issues.push(issueAt(place, `invalid ${secretField}: ${parsed.failure}`, secretField))
  }
  return issues
}

/** What does not go together. Secrets and ids that a document lacks have been complained of. */
function containerIssues(documents: ConfigDocuments): readonly ConfigIssue[] {
  const [kubespan] = kubespanPlaces(documents)
  const [service] = servicePlaces(documents)
  if (service === undefined) {
    if (kubespan?.options.enabled !== true) return []
    return [issueAt(kubespan, "KubeSpan requires cluster discovery to be enabled", "enabled")]
  }
  const [identity = { id: "", secret: "", isLegacy: true }] = identityPlaces(documents)
  if (!identity.isLegacy) return []
  const missing = (what: string, field: string) =>
    issueAt(
      service,
      `cluster ${what} (.cluster.${field} or DiscoveryIdentityConfig) should be set when ` +
        "cluster discovery (DiscoveryServiceConfig) is enabled",
    )
  return [
    ...(identity.id === "" ? [missing("ID", "id")] : []),
    ...(identity.secret === "" ? [missing("secret", "secret")] : []),
  ]
}
