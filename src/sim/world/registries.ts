/** All that a run's nodes find each other by: discovery services, and Kubernetes where the scenario has one. */
import type { Instant } from "../../domain/net/instant.ts"
import type { Publish } from "../../domain/mesh/mesh_output.ts"
import { Discovery } from "../discovery/discovery.ts"
import { Kubernetes } from "../discovery/kubernetes.ts"
import type { EventQueue } from "../queue.ts"
import type { Rng } from "../rng.ts"
import { KUBERNETES } from "../../domain/discovery/assertion.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { canReach, discoveryOptions, discoveryPorts, serviceLatency } from "./clients.ts"
import type { Directory } from "./directory.ts"
import type { Due } from "./due.ts"
import type { Participant } from "./participant.ts"

export class Registries {
  readonly discovery: Discovery
  readonly kubernetes: Kubernetes | undefined

  constructor(file: ScenarioFile, nodes: Directory, rng: Rng, queue: EventQueue<Due>) {
    const ports = discoveryPorts(file, nodes, rng, (at, message) => queue.push(at, { _tag: "Discovery", message }))
    this.discovery = new Discovery(discoveryOptions(file, rng), ports)
    const profile = file.kubernetes
    this.kubernetes = profile && new Kubernetes(
      { latency: serviceLatency(profile.latency), isUp: profile.state !== "down" },
      {
        later: (at, deed) => queue.push(at, { _tag: "Deed", deed }),
        canReach: (node) => canReach(file, nodes.at(node), KUBERNETES),
        onNews: (node, news, now) => ports.onNews(node, KUBERNETES, news, now),
      },
    )
  }

  /** A node started, or came to another place: whatever connections it had are gone, and it makes new ones. */
  connect({ index, config }: Participant, now: Instant): void {
    this.discovery.connect(index, config.self.nodeId, now)
    this.kubernetes?.join(index, now)
  }

  /** A node stopped. What it published stays until its time is over. */
  leave({ index }: Participant): void {
    this.discovery.leave(index)
    this.kubernetes?.leave(index)
  }

  /** False if discovery cannot take so big an affiliate. */
  publish(node: number, { affiliate, harvest }: Publish, now: Instant): boolean {
    const isTold = this.discovery.publish(node, affiliate, harvest, now)
    this.kubernetes?.publish(node, affiliate, now)
    return isTold
  }
}
