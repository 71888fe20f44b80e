/** One run of a node, from its start until it is stopped, and who runs it. */
import type { Input } from "../../domain/input.ts"
import type { Brain } from "../../domain/mesh/brain.ts"
import type { Deadline } from "../../domain/net/deadline.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { createNode, deadlineOf, type Node, type NodeConfig, step, wakeAt } from "../../domain/node.ts"
import type { Output } from "../../domain/output.ts"
import type { Stamp } from "../../domain/wireguard/tai64n.ts"

export interface NodeRun {
  readonly brain: Brain
  readonly latestStamp: Stamp | undefined
  readonly wakeAt: Instant
  readonly deadline: Deadline
  step(input: Input, now: Instant): readonly Output[]
}

export type StartNode = (config: NodeConfig, now: Instant) => NodeRun

/** By `step`, and by nothing else. */
export const steppedNode: StartNode = (config, now) => new SteppedNode(createNode(config, now))

class SteppedNode implements NodeRun {
  readonly brain: Node

  constructor(node: Node) {
    this.brain = node
  }

  get latestStamp(): Stamp | undefined {
    return this.brain.device.latestStamp
  }

  get wakeAt(): Instant {
    return wakeAt(this.brain)
  }

  get deadline(): Deadline {
    return deadlineOf(this.brain)
  }

  step(input: Input, now: Instant): readonly Output[] {
    return step(this.brain, input, now)
  }
}
