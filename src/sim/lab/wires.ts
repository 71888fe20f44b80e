/** The cables of a scenario, as the lab lays them: each from a device of a host or router to the network that it is on. */
import type { ScenarioFile } from "../scenario/schema.ts"
import { INTERNET, outermostFirst } from "../scenario/networks.ts"

export interface Wire {
  readonly index: number
  /** A node or a router. */
  readonly owner: string
  readonly device: string
  readonly network: string
}

/** What the two sides of a router are called. */
export const OUTSIDE = "wan"
export const INSIDE = "lan"

export function wiresOf(file: ScenarioFile): readonly Wire[] {
  const wires: Wire[] = []
  const lay = (owner: string, device: string, network: string): void => {
    wires.push({ index: wires.length, owner, device, network })
  }
  for (const name of outermostFirst(file)) {
    lay(name, OUTSIDE, file.routers?.[name]?.behind ?? INTERNET)
    lay(name, INSIDE, name)
  }
  for (const [node, { interfaces }] of Object.entries(file.nodes)) {
    for (const [device, { on }] of Object.entries(interfaces)) lay(node, device, on)
  }
  return wires
}
