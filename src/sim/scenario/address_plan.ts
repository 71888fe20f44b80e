/**
 * Who has which address on which network, replayed over the timeline, so that two owners of one address are found in
 * the file and not in the middle of a run.
 */
import { instant } from "../../domain/net/instant.ts"
import { type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"
import { EventQueue } from "../queue.ts"
import { renumbered } from "../renumbered.ts"
import type { Issue } from "./decode.ts"
import { addressesOf, INTERNET } from "./networks.ts"
import { repeatedAddresses } from "./repeated_addresses.ts"
import type { ScenarioFile } from "./schema.ts"
import type { ActionSchema } from "./story_schema.ts"
import { readDuration } from "./units.ts"

interface Place {
  readonly on: string
  readonly addresses: readonly IpAddress[]
}

type Path = Issue["path"]
type Move = ActionSchema & { readonly do: "move" }

interface UnderWay {
  readonly owner: string
  readonly move: Move
  readonly path: Path
}

export function addressConflicts(file: ScenarioFile): readonly Issue[] {
  const repeated = repeatedAddresses(file)
  if (repeated.length > 0) return repeated
  const plan = new AddressPlan()
  for (const [name, { behind = INTERNET, outside }] of Object.entries(file.routers ?? {})) {
    plan.introduce(name, { on: behind, addresses: addressesOf(outside) })
    plan.raise(name, ["routers", name, "outside"])
  }
  for (const [node, { interfaces }] of Object.entries(file.nodes)) {
    for (const [name, { on, address, up = true }] of Object.entries(interfaces)) {
      plan.introduce(`${node}.${name}`, { on, addresses: addressesOf(address) })
      if (up) plan.raise(`${node}.${name}`, ["nodes", node, "interfaces", name, "address"])
    }
  }
  for (const { action, position } of inOrder(file.timeline ?? [])) {
    plan.passTo(readDuration(action.at))
    plan.apply(action, ["timeline", position])
  }
  plan.passTo(readDuration(file.duration) + 1)
  return plan.issues
}

/** By time; at the same time in the order of the file, as the simulator does it. */
export function inOrder(timeline: readonly ActionSchema[]): readonly { action: ActionSchema; position: number }[] {
  return timeline.map((action, position) => ({ action, position, at: readDuration(action.at) }))
    .sort((a, b) => a.at - b.at || a.position - b.position)
}

/** Owners are routers, by their outer side, and interfaces, as `node.interface`. */
class AddressPlan {
  readonly issues: Issue[] = []
  readonly #owners = new Map<string, string>()
  readonly #places = new Map<string, Place>()
  readonly #up = new Set<string>()
  /** Moves in their gaps; and when they arrive, if nothing else is done meanwhile. */
  readonly #underWay = new Map<string, UnderWay>()
  readonly #arrivals = new EventQueue<UnderWay>()

  introduce(owner: string, place: Place): void {
    this.#places.set(owner, place)
  }

  raise(owner: string, path: Path): void {
    this.#up.add(owner)
    const { on, addresses } = this.#places.get(owner) ?? NOWHERE
    for (const address of addresses) {
      const key = `${on} ${address}`
      const other = this.#owners.get(key)
      if (other !== undefined && other !== owner) {
        this.issues.push({ path, message: `${address} is taken on ${on} by ${other.replace(".", ", interface ")}` })
      } else this.#owners.set(key, owner)
    }
  }

  /** Moves whose gap ends before this time arrive; at the same time the timeline comes first, as in the simulator. */
  passTo(time: number): void {
    while (this.#arrivals.nextAt < time) {
      const arrival = this.#arrivals.pop()
      if (arrival === undefined || this.#underWay.get(arrival.owner) !== arrival) continue
      this.#underWay.delete(arrival.owner)
      this.#arrive(arrival.owner, arrival.move, arrival.path)
    }
  }

  apply(action: ActionSchema, path: Path): void {
    switch (action.do) {
      case "interface-down":
        this.#underWay.delete(ownerOf(action))
        return this.#lower(ownerOf(action))
      case "interface-up":
        this.#underWay.delete(ownerOf(action))
        return this.raise(ownerOf(action), path)
      case "address":
        return this.#readdress(ownerOf(action), action, path)
      case "move":
        return this.#move(ownerOf(action), action, path)
      case "reboot":
        return this.#renumber(action, path)
      case "link":
      case "firewall":
      case "partition":
      case "heal":
      case "discovery":
      case "kubernetes":
      case "stop":
      case "start":
      case "clock":
        return
    }
  }

  #readdress(owner: string, { at, address }: ActionSchema & { readonly do: "address" }, path: Path): void {
    if (this.#underWay.has(owner)) {
      const message = `The interface is nowhere at ${at}; say in the move which address it will have`
      return void this.issues.push({ path, message })
    }
    const { on } = this.#places.get(owner) ?? NOWHERE
    this.#replace(owner, { on, addresses: addressesOf(address) }, [...path, "address"])
  }

  #move(owner: string, action: Move, path: Path): void {
    this.#underWay.delete(owner)
    if (action.gap === undefined) return this.#arrive(owner, action, path)
    this.#lower(owner)
    const underWay = { owner, move: action, path }
    this.#underWay.set(owner, underWay)
    this.#arrivals.push(instant(readDuration(action.at) + readDuration(action.gap)), underWay)
  }

  #arrive(owner: string, { to: { on, address, up = true } }: Move, path: Path): void {
    this.#lower(owner)
    this.introduce(owner, { on, addresses: addressesOf(address) })
    if (up) this.raise(owner, [...path, "to", "address"])
  }

  #renumber({ router, outside }: ActionSchema & { readonly do: "reboot" }, path: Path): void {
    if (outside === undefined) return
    const { on, addresses } = this.#places.get(router) ?? NOWHERE
    this.#replace(router, { on, addresses: renumbered(addresses, ipAddress(outside)) }, [...path, "outside"])
  }

  /** Other addresses for what is up; what is down has them when it comes up. */
  #replace(owner: string, place: Place, path: Path): void {
    const isUp = this.#up.has(owner)
    this.#lower(owner)
    this.introduce(owner, place)
    if (isUp) this.raise(owner, path)
  }

  #lower(owner: string): void {
    this.#up.delete(owner)
    const { on, addresses } = this.#places.get(owner) ?? NOWHERE
    for (const address of addresses) {
      const key = `${on} ${address}`
      if (this.#owners.get(key) === owner) this.#owners.delete(key)
    }
  }
}

const NOWHERE: Place = { on: "nowhere", addresses: [] }

/** A name has no full stop in it, so this is no router's. */
const ownerOf = (action: { readonly node: string; readonly interface: string }): string =>
  `${action.node}.${action.interface}`
