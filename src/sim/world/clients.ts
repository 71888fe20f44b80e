/** The nodes of a run as clients of the discovery service. */
import type { Duration } from "../../domain/net/instant.ts"
import type { DiscoveryPorts } from "../discovery_message.ts"
import type { Rng } from "../rng.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { readDuration } from "../scenario/units.ts"
import type { Directory } from "./directory.ts"

export function discoveryPorts(nodes: Directory, rng: Rng, schedule: DiscoveryPorts["schedule"]): DiscoveryPorts {
  return {
    schedule,
    rngOf: (node) => rng.split(`discovery ${nodes.at(node).name}`),
    seenAs: (node) => nodes.at(node).apparentAddresses(),
    onWelcome: (node, seenAs, now) => nodes.at(node).seenAs(seenAs, now),
    onReport: (node, { seen, gone }, now) => nodes.at(node).feed({ _tag: "DiscoveryReported", seen, gone }, now),
  }
}

export function discoverySettings({ discovery = {} }: ScenarioFile): { latency: Duration; isUp: boolean } {
  return { latency: readDuration(discovery.latency ?? "20ms"), isUp: discovery.state !== "down" }
}
