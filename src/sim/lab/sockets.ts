/** Which ports of a node have a program behind them while a schedule is played. */
import { DEFAULT_PORT } from "../../domain/mesh/kubespan_options.ts"
import { entry } from "../scenario/networks.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import type { Schedule } from "./probe.ts"

/** Its own, unless it never starts, and all that it sends from. */
export function portsOf({ nodes }: ScenarioFile, { probes }: Schedule, node: string): readonly number[] {
  const own = ownPort(nodes, node)
  const isDeaf = entry(nodes, node)?.start === "never"
  return [...new Set([...(isDeaf ? [] : [own]), ...probes.filter(({ from }) => from === node).map(({ port }) => port)])]
}

export const ownPort = (nodes: ScenarioFile["nodes"], node: string): number => entry(nodes, node)?.port ?? DEFAULT_PORT
