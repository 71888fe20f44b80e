/**
 * How a universe runs: a queue of what happens next, a network that carries packets, and nodes that are driven by the
 * very `step` that the agent drives. The world pops the earliest thing, sets the clock to it, and hands it to whom it
 * concerns; it decides nothing. Same file, seed and policy: same run, to the last packet.
 */
import { present } from "../domain/assert.ts"
import type { Policy } from "../domain/mesh/policy/policy.ts"
import { type Instant, instant } from "../domain/net/instant.ts"
import { prefix } from "../domain/net/prefix.ts"
import type { NodeConfig } from "../domain/node.ts"
import type { Suite } from "../domain/wireguard/suite.ts"
import { checkTables } from "./checks.ts"
import { Fabric } from "./fabric/fabric.ts"
import { EventQueue } from "./queue.ts"
import { Rng } from "./rng.ts"
import { RunLog } from "./run_log.ts"
import type { ScenarioFile } from "./scenario/schema.ts"
import { readDuration } from "./scenario/units.ts"
import type { TraceSink } from "./trace.ts"
import { clearSender } from "./world/clear_sender.ts"
import type { Due } from "./world/due.ts"
import { Directory } from "./world/directory.ts"
import { Faults } from "./world/faults.ts"
import { nodeConfigs } from "./world/identities.ts"
import { staticAffiliates } from "./world/static_peers.ts"
import { type StartNode, steppedNode } from "./world/node_run.ts"
import { Participant } from "./world/participant.ts"
import { Pinger } from "./world/pinger.ts"
import { planOf } from "./world/plan.ts"
import { Topology } from "./world/topology.ts"
import { type PingPlan, pingPlans } from "./world/traffic.ts"
import { Registries } from "./world/registries.ts"
import { WakeTimes } from "./world/wake_times.ts"

export interface WorldOptions {
  readonly seed: number
  readonly suite: Suite
  readonly policy: Policy
  readonly trace?: TraceSink | undefined
  /** How its nodes are run; by `step` if left out. */
  readonly start?: StartNode
}

export class World {
  readonly file: ScenarioFile
  readonly log: RunLog
  readonly topology: Topology
  readonly nodes: Directory
  readonly end: Instant
  now = instant(0)
  readonly #queue = new EventQueue<Due>()
  readonly #fabric: Fabric
  readonly #registries: Registries
  readonly #wakes = new WakeTimes((at, node) => this.#queue.push(at, { _tag: "Wake", node }))
  readonly #pinger: Pinger
  #flights = 0

  constructor(file: ScenarioFile, { seed, suite, policy, trace, start = steppedNode }: WorldOptions) {
    const rng = Rng.seeded(seed)
    this.file = file
    this.end = instant(readDuration(file.duration))
    this.log = new RunLog(trace)
    this.#fabric = new Fabric({
      schedule: (at, arrival) => this.#queue.push(at, arrival),
      hop: (arrival, now) => this.log.hop(arrival, now),
      dropped: (packet, reason, where, now) => this.log.dropped(packet, reason, where, now),
    })
    this.topology = new Topology(file, { fabric: this.#fabric, rng })
    this.#pinger = new Pinger(pingPlans(file), (at, plan) => this.#queue.push(at, { _tag: "PingDue", plan }))
    const configs = nodeConfigs(file, { rng, suite, policy })
    this.nodes = new Directory(configs.map((config, index) => this.#settle(config, index, { rng, start })))
    this.#registries = new Registries(file, this.nodes, rng, this.#queue)
    const plan = planOf(file, this.#stage(), clearSender(this.nodes, () => this.#flights++))
    for (const { at, deed } of plan) this.#queue.push(at, { _tag: "Deed", deed })
    this.#pinger.begin()
  }

  /** Goes through at most `count` events, and sees that all tables are bounded then; false once the end is reached. */
  advance(count: number): boolean {
    for (let i = 0; i < count && this.#queue.nextAt <= this.end; i++) {
      this.now = this.#queue.nextAt
      const due = this.#queue.pop()
      if (due !== undefined) this.#dispatch(due, this.now)
    }
    const isOver = this.#queue.nextAt > this.end
    if (isOver) this.now = this.end
    checkTables(this.topology.tables(), this.log, this.now)
    return !isOver
  }

  #dispatch(due: Due, now: Instant): void {
    switch (due._tag) {
      case "Arrival":
        return this.#fabric.arrive(due, now)
      case "Wake":
        if (this.#wakes.fired(due.node, now)) this.nodes.at(due.node).woken(now)
        return
      case "PingDue":
        return this.#ping(due.plan, now)
      case "Discovery":
        return this.#registries.discovery.handle(due.message, now)
      case "Deed":
        return due.deed(now)
    }
  }

  #ping(plan: PingPlan, now: Instant): void {
    const sender = this.nodes.at(plan.from)
    if (!this.#pinger.due(plan, now) || !sender.isRunning) return
    sender.ping(this.nodes.at(plan.to), plan, now)
  }

  /** A node on its host. */
  #settle(config: NodeConfig, index: number, { rng, start }: { rng: Rng; start: StartNode }): Participant {
    const { nodename: name } = config.self
    const node = present(this.file.nodes[name], "nodes are made of the file")
    const participant = new Participant({
      index,
      config,
      rng: rng.split(`node ${name}`),
      podNetworks: (node.pods ?? []).map(prefix),
      known: () => staticAffiliates(node, this.nodes),
      start,
      world: {
        log: this.log,
        nameOf: (node) => this.nodes.at(node).name,
        ownerOfKey: (key) => this.nodes.withKey(key)?.index,
        octetsOf: (key) => this.nodes.withKey(key)?.meshOctets,
        nextFlight: () => this.#flights++,
        wakeBy: (node, at) => this.#wakes.wakeBy(node, at),
        publish: (node, what, now) => this.#registries.publish(node, what, now),
        met: (node, peer, isKnown, now) => this.#pinger.met(node, peer, isKnown, now),
      },
    })
    participant.liveOn(this.topology.addHost(this.file, name, {
      onDatagram: (packet, now) => participant.receive(packet, now),
      onEcho: (packet, now) => participant.hear(packet, now),
    }))
    return participant
  }

  /** What the timeline has at hand. */
  #stage() {
    return new Faults({
      fabric: this.#fabric,
      topology: this.topology,
      registries: this.#registries,
      participant: (name) => this.nodes.named(name),
      forget: (node) => this.#pinger.forget(node),
      relocated: (node, now) => this.nodes.all.forEach((one) => one.relocated(node, now)),
      later: (at, deed) => this.#queue.push(at, { _tag: "Deed", deed }),
      tell: (text, now) => this.log.action(text, now),
    })
  }
}
