/**
 * Who has which external port. One mapping does, or nobody; but where ports are overloaded or overlap several do, and
 * what comes in belongs to the one that its sender was last called from. A mapping that is over stays until somebody
 * else gets the port, because how long that takes may depend on it.
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { EndpointMap } from "../endpoint_map.ts"
import type { MappingEntry } from "./mapping_entry.ts"

export class ExternalPorts {
  readonly #holders = new EndpointMap<readonly MappingEntry[]>()

  /** The mapping that a packet from this remote end belongs to. */
  holderFor(external: Endpoint, remote: Endpoint, now: Instant): MappingEntry | undefined {
    const holders = this.#holders.get(external)
    if (holders === undefined) return undefined
    if (holders.length > 1) return nearest(holders, remote, now)
    const [holder] = holders
    return holder?.isAlive(now) ? holder : undefined
  }

  holdersOf(external: Endpoint): readonly MappingEntry[] {
    return this.#holders.get(external) ?? NOBODY
  }

  all(): readonly MappingEntry[] {
    return [...this.#holders.values()].flat()
  }

  add(mapping: MappingEntry): void {
    this.#holders.set(mapping.external, [...this.holdersOf(mapping.external), mapping])
  }

  delete(mapping: MappingEntry): void {
    const others = this.holdersOf(mapping.external).filter((one) => one !== mapping)
    if (others.length > 0) this.#holders.set(mapping.external, others)
    else this.#holders.delete(mapping.external)
  }

  clear(): void {
    this.#holders.clear()
  }
}

const NOBODY: readonly MappingEntry[] = []

/** Of the mappings that are alive: one that lets the remote end in, the one that called it last, the newest. */
function nearest(holders: readonly MappingEntry[], remote: Endpoint, now: Instant): MappingEntry | undefined {
  let best: MappingEntry | undefined
  let bestRank = Number.NEGATIVE_INFINITY
  for (const holder of holders) {
    if (!holder.isAlive(now)) continue
    const rank = holder.admits(remote, now) ? holder.lastSpoke(remote) ?? NEVER_SPOKE : NOT_ADMITTED
    if (rank < bestRank) continue
    best = holder
    bestRank = rank
  }
  return best
}

const NEVER_SPOKE = -1
const NOT_ADMITTED = -2
