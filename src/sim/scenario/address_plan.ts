/**
 * Who has which address on which network, replayed over the timeline, so that two owners of one address are found in
 * the file and not in the middle of a run.
 */
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Issue } from "./decode.ts"
import { addressesOf, INTERNET } from "./networks.ts"
import type { ScenarioFile } from "./schema.ts"
import type { ActionSchema } from "./story_schema.ts"
import { readDuration } from "./units.ts"

interface Place {
  readonly on: string
  readonly addresses: readonly IpAddress[]
}

export function addressConflicts(file: ScenarioFile): readonly Issue[] {
  const plan = new AddressPlan()
  for (const [name, { behind = INTERNET, outside }] of Object.entries(file.routers ?? {})) {
    plan.take(name, { on: behind, addresses: addressesOf(outside) }, ["routers", name, "outside"])
  }
  for (const [node, { interfaces }] of Object.entries(file.nodes)) {
    for (const [name, { on, address, up = true }] of Object.entries(interfaces)) {
      const path = ["nodes", node, "interfaces", name, "address"]
      plan.introduce(`${node}.${name}`, { on, addresses: addressesOf(address) })
      if (up) plan.raise(`${node}.${name}`, path)
    }
  }
  for (const { action, position } of inOrder(file.timeline ?? [])) plan.apply(action, ["timeline", position])
  return plan.issues
}

/** By time; at the same time in the order of the file, as the simulator does it. */
export function inOrder(timeline: readonly ActionSchema[]): readonly { action: ActionSchema; position: number }[] {
  return timeline.map((action, position) => ({ action, position, at: readDuration(action.at) }))
    .sort((a, b) => a.at - b.at || a.position - b.position)
}

class AddressPlan {
  readonly issues: Issue[] = []
  readonly #owners = new Map<string, string>()
  readonly #places = new Map<string, Place>()

  introduce(owner: string, place: Place): void {
    this.#places.set(owner, place)
  }

  raise(owner: string, path: Issue["path"]): void {
    const place = this.#places.get(owner)
    if (place !== undefined) this.take(owner, place, path)
  }

  take(owner: string, { on, addresses }: Place, path: Issue["path"]): void {
    for (const address of addresses) {
      const key = `${on} ${address}`
      const other = this.#owners.get(key)
      if (other !== undefined && other !== owner) {
        this.issues.push({ path, message: `${address} is taken on ${on} by ${other.replace(".", ", interface ")}` })
      } else this.#owners.set(key, owner)
    }
  }

  apply(action: ActionSchema, path: Issue["path"]): void {
    switch (action.do) {
      case "interface-down":
        return this.#lower(`${action.node}.${action.interface}`)
      case "interface-up":
        return this.raise(`${action.node}.${action.interface}`, path)
      case "address": {
        const owner = `${action.node}.${action.interface}`
        const place = this.#places.get(owner)
        if (place === undefined) return
        return this.#replace(owner, { on: place.on, addresses: addressesOf(action.address) }, [...path, "address"])
      }
      case "move": {
        const { on, address } = action.to
        const owner = `${action.node}.${action.interface}`
        return this.#replace(owner, { on, addresses: addressesOf(address) }, [...path, "to", "address"])
      }
      case "reboot":
      case "link":
      case "firewall":
      case "partition":
      case "heal":
      case "discovery":
      case "stop":
      case "start":
      case "clock":
        return
    }
  }

  #replace(owner: string, place: Place, path: Issue["path"]): void {
    this.#lower(owner)
    this.introduce(owner, place)
    this.take(owner, place, path)
  }

  #lower(owner: string): void {
    for (const [key, one] of this.#owners) if (one === owner) this.#owners.delete(key)
  }
}
