/** The nodes of a run as clients of discovery: what the scenario says of its services, and who can reach them. */
import type { Duration } from "../../domain/net/instant.ts"
import type { DiscoveryOptions } from "../discovery/discovery.ts"
import type { DiscoveryPorts } from "../discovery/ports.ts"
import type { ServiceProfile } from "../discovery/service.ts"
import { routersAbove } from "../fabric/reach.ts"
import type { Rng } from "../rng.ts"
import type { ServiceSchema } from "../scenario/mesh_schema.ts"
import { FIRST_SERVICE, KUBERNETES } from "../../domain/discovery/assertion.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { readDuration } from "../scenario/units.ts"
import type { Directory } from "./directory.ts"
import { CLUSTER_ID, clusterSecret } from "./identities.ts"
import type { Participant } from "./participant.ts"
import { getsOut } from "./tcp_reach.ts"

export function discoveryPorts(
  file: ScenarioFile,
  nodes: Directory,
  rng: Rng,
  schedule: DiscoveryPorts["schedule"],
): DiscoveryPorts {
  return {
    schedule,
    rngOf: (node) => rng.split(`discovery ${nodes.at(node).name}`),
    seenAs: (node, service) =>
      isLetThrough(file, nodes.at(node), service) ? nodes.at(node).apparentAddresses() : undefined,
    onWelcome: (node, seenAs, now) => nodes.at(node).seenAs(seenAs, now),
    onNews: (node, source, { seen, gone }, now) =>
      nodes.at(node).feed({ _tag: "DiscoveryReported", source, seen, gone }, now),
  }
}

export function discoveryOptions({ discovery = {} }: ScenarioFile, rng: Rng): DiscoveryOptions {
  const more = Object.entries(discovery.more ?? {})
  return {
    services: [profileOf(FIRST_SERVICE, discovery), ...more.map(([name, one]) => profileOf(name, one))],
    used: [FIRST_SERVICE, ...more.filter(([, one]) => one.used ?? true).map(([name]) => name)],
    clusterId: CLUSTER_ID,
    secret: clusterSecret(rng),
  }
}

/** One way between a node and a service that does not say. */
export const serviceLatency = (text: string | undefined): Duration => readDuration(text ?? "20ms")

const profileOf = (name: string, { latency, state, redirect }: ServiceSchema): ServiceProfile => ({
  name,
  latency: serviceLatency(latency),
  isUp: state !== "down",
  redirect,
})

/** Whether this node gets to a registry from where it is. */
export const canReach = (file: ScenarioFile, node: Participant, registry: string): boolean =>
  isLetThrough(file, node, registry) && node.apparentAddresses() !== undefined

/** Whether the scenario lets it, and firewalls do. */
function isLetThrough(
  { discovery = {}, kubernetes = {}, nodes }: ScenarioFile,
  node: Participant,
  registry: string,
): boolean {
  const profile = registry === KUBERNETES
    ? kubernetes
    : registry === FIRST_SERVICE
    ? discovery
    : discovery.more?.[registry]
  const barred = profile?.["out-of-reach"] ?? []
  if (!getsOut(node.host, nodes[node.name]?.proxy ?? false)) return false
  return barred.length === 0 || !placesOf(node).some((place) => barred.includes(place))
}

/** The node itself, and the routers on its way out. */
const placesOf = ({ name, host }: Participant): readonly string[] => [
  name,
  ...host.attachments.filter(({ isUp }) => isUp).flatMap((one) => routersAbove(one).map((router) => router.name)),
]
