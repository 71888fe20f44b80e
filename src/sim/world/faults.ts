/** The timeline's actions, done to a running world, and told in a sentence each. */
import { present } from "../../domain/assert.ts"
import { after, type Instant } from "../../domain/net/instant.ts"
import { type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"
import type { Attachment } from "../fabric/attachment.ts"
import type { Fabric, Rule } from "../fabric/fabric.ts"
import { type Member, partitionRule } from "../fabric/partition.ts"
import { routersAbove } from "../fabric/reach.ts"
import type { Router } from "../fabric/router.ts"
import { Firewall } from "../firewall.ts"
import type { LinkSchema } from "../scenario/network_schema.ts"
import { addressesOf } from "../scenario/networks.ts"
import { STRICT_FIREWALL } from "../scenario/presets.ts"
import { firewallProfile, linkProfile } from "../scenario/profiles.ts"
import { FIRST_SERVICE } from "../../domain/discovery/assertion.ts"
import type { ActionSchema } from "../scenario/story_schema.ts"
import { readDuration, readOffset } from "../scenario/units.ts"
import { actionText } from "./action_text.ts"
import type { Participant } from "./participant.ts"
import type { Registries } from "./registries.ts"
import type { Topology } from "./topology.ts"

export interface Stage {
  readonly fabric: Fabric
  readonly topology: Topology
  readonly registries: Registries
  readonly participant: (name: string) => Participant
  /** A node stopped, and with it its programs. */
  readonly forget: (node: number) => void
  /** A host is on another network, or on none. */
  readonly relocated: (node: number, now: Instant) => void
  /** The second half of an action that takes time. */
  readonly later: (at: Instant, then: (now: Instant) => void) => void
  readonly tell: (text: string, now: Instant) => void
}

export class Faults {
  readonly #stage: Stage
  readonly #partitions: Rule[] = []
  /** Of each router and interface, how often something was done to it. */
  readonly #turns = new Map<string, number>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  act(action: ActionSchema, now: Instant): void {
    this.#stage.tell(actionText(action), now)
    switch (action.do) {
      case "move":
        return this.#move(action, now)
      case "interface-down":
      case "interface-up": {
        const participant = this.#stage.participant(action.node)
        this.#supersede(interfaceKey(action))
        this.#stage.topology.setUp(participant.host, action.interface, action.do === "interface-up")
        return this.#addressesChanged(participant, now)
      }
      case "address": {
        const participant = this.#stage.participant(action.node)
        this.#stage.topology.readdress(participant.host, action.interface, addressesOf(action.address))
        return this.#addressesChanged(participant, now)
      }
      case "link":
        return this.#relink(this.#attachment(action), action.link)
      case "firewall":
        return this.#rule(action)
      case "reboot":
        return this.#reboot(action, now)
      case "partition":
        return this.#part(action.between)
      case "heal":
        for (const rule of this.#partitions.splice(0)) this.#stage.fabric.removeRule(rule)
        return
      case "discovery":
        return this.#discover(action, now)
      case "kubernetes": {
        const { kubernetes } = this.#stage.registries
        return action.state === "down" ? kubernetes?.goDown() : kubernetes?.goUp(now)
      }
      case "stop":
        return this.#stop(this.#stage.participant(action.node), now)
      case "start":
        return this.#start(this.#stage.participant(action.node), now)
      case "clock": {
        const participant = this.#stage.participant(action.node)
        return participant.setClock(participant.unixMicrosAtZero + readOffset(action.by), now)
      }
    }
  }

  #start(participant: Participant, now: Instant): void {
    if (participant.isRunning) return
    this.#stage.registries.connect(participant, now)
    participant.start(now)
  }

  /** Whatever it published stays in discovery until its time is over. */
  #stop(participant: Participant, now: Instant): void {
    participant.stop(now)
    this.#stage.registries.leave(participant)
    this.#stage.forget(participant.index)
  }

  #move(action: ActionSchema & { readonly do: "move" }, now: Instant): void {
    const { node, interface: name, to, gap } = action
    const { topology, participant: find } = this.#stage
    const participant = find(node)
    const isLatest = this.#supersede(interfaceKey(action))
    const arrive = (then: Instant): void => {
      topology.plugIn(participant.host, name, to)
      this.#addressesChanged(participant, then)
    }
    if (gap === undefined) return arrive(now)
    topology.setUp(participant.host, name, false)
    this.#addressesChanged(participant, now)
    this.#stage.later(after(now, readDuration(gap)), (then) => isLatest() && arrive(then))
  }

  /** What was begun on this router or interface and is not yet done is not done any more. True for as long as this holds. */
  #supersede(key: string): () => boolean {
    const turn = (this.#turns.get(key) ?? 0) + 1
    this.#turns.set(key, turn)
    return () => this.#turns.get(key) === turn
  }

  #attachment(action: ActionSchema & { readonly do: "link" }): Attachment {
    const { topology } = this.#stage
    if (action.router !== undefined) {
      return present(topology.routers.get(action.router)?.outer, "the scenario was validated")
    }
    const host = topology.hosts.get(action.node ?? "")
    return present(host?.interface(action.interface ?? "")?.attachment, "the scenario was validated")
  }

  /** What the action does not mention stays as it is. */
  #relink({ links }: Attachment, change: LinkSchema): void {
    for (const link of links === undefined ? [] : [links.up, links.down]) {
      const wanted = linkProfile(change, link.profile.latency)
      const kept = Object.fromEntries(Object.entries(wanted).filter(([key]) => Object.hasOwn(change, key)))
      link.setProfile({ ...link.profile, ...kept })
    }
  }

  #rule({ node, router, firewall }: ActionSchema & { readonly do: "firewall" }): void {
    const { topology } = this.#stage
    if (router !== undefined) {
      const { box } = present(topology.routers.get(router), "the scenario was validated")
      return box.setFirewall(firewallProfile(firewall, box.firewall ?? STRICT_FIREWALL))
    }
    const host = present(topology.hosts.get(node ?? ""), "the scenario was validated")
    if (host.firewall === undefined) host.firewall = new Firewall(firewallProfile(firewall, STRICT_FIREWALL))
    else host.firewall.setProfile(firewallProfile(firewall, host.firewall.profile))
  }

  #reboot({ router: name, down, outside }: ActionSchema & { readonly do: "reboot" }, now: Instant): void {
    const router = present(this.#stage.topology.routers.get(name), "the scenario was validated")
    const isLatest = this.#supersede(name)
    const comeBack = (then: Instant): void => {
      router.isOn = true
      this.#reconnect(router, then)
    }
    const before = router.addresses
    router.reboot(outside === undefined ? undefined : ipAddress(outside))
    this.#renumber(router, before)
    if (down === undefined) return comeBack(now)
    router.isOn = false
    this.#stage.later(after(now, readDuration(down)), (then) => isLatest() && comeBack(then))
  }

  #renumber({ outer, addresses }: Router, before: readonly IpAddress[]): void {
    if (outer === undefined) return
    for (const address of before) if (!addresses.includes(address)) outer.segment.release(address)
    for (const address of addresses) if (!before.includes(address)) outer.segment.assign(address, outer)
  }

  /** Connections to discovery through this router are gone; their owners make new ones. */
  #reconnect(router: Router, now: Instant): void {
    for (const host of this.#stage.topology.hosts.values()) {
      const participant = this.#stage.participant(host.name)
      const isBehind = host.attachments.some((one) => routersAbove(one).includes(router))
      if (isBehind && participant.isRunning) this.#stage.registries.connect(participant, now)
    }
  }

  /** A router stands for the hosts behind it, now; one that is named itself, or by a nearer router, is in that group. */
  #part(groups: readonly (readonly string[])[]): void {
    const { topology, fabric, participant } = this.#stage
    const sides: Member[][] = groups.map(() => [])
    for (const host of topology.hosts.values()) {
      const names = [host.name, ...host.attachments.flatMap(routersAbove).map((router) => router.name)]
      const name = names.find((one) => groups.some((group) => group.includes(one)))
      const side = groups.findIndex((group) => name !== undefined && group.includes(name))
      sides[side]?.push({ station: host, number: participant(host.name).index })
    }
    const rule = partitionRule(sides)
    this.#partitions.push(rule)
    fabric.addRule(rule)
  }

  #discover(action: ActionSchema & { readonly do: "discovery" }, now: Instant): void {
    const { service = FIRST_SERVICE, state, latency } = action
    const { discovery } = this.#stage.registries
    if (latency !== undefined) discovery.setLatency(service, readDuration(latency))
    if (state === "down") discovery.goDown(service, now)
    else if (state === "up") discovery.goUp(service)
    else discovery.restart(service, now)
  }

  /** The node hears of it from its host, and its connection to discovery has to be made anew. */
  #addressesChanged(participant: Participant, now: Instant): void {
    this.#stage.relocated(participant.index, now)
    if (!participant.isRunning) return
    participant.readdress(now)
    this.#stage.registries.connect(participant, now)
  }
}

/** A name has no full stop in it, so this is no router's. */
const interfaceKey = (action: { readonly node: string; readonly interface: string }): string =>
  `${action.node}.${action.interface}`
