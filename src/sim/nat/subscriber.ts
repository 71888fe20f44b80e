/** One inside address and the mappings that it has: what RFC 6888 calls a subscriber. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { EndpointMap } from "../endpoint_map.ts"
import type { MappingEntry } from "./mapping_entry.ts"

export class Subscriber {
  /** By inside port, then by as much of the remote end as a mapping depends on. */
  readonly #byPort = new Map<number, EndpointMap<MappingEntry>>()
  #size = 0

  /** Mappings, also those that are over and not yet removed. */
  get size(): number {
    return this.#size
  }

  find(port: number, scope: Endpoint): MappingEntry | undefined {
    return this.#byPort.get(port)?.get(scope)
  }

  /** The first mapping of an inside port that is alive. */
  anyAt(port: number, now: Instant): MappingEntry | undefined {
    for (const mapping of this.#byPort.get(port)?.values() ?? []) if (mapping.isAlive(now)) return mapping
    return undefined
  }

  /** All that are over. */
  dead(now: Instant): readonly MappingEntry[] {
    return [...this.#byPort.values()].flatMap((mappings) => [...mappings.values()])
      .filter((mapping) => !mapping.isAlive(now))
  }

  add(mapping: MappingEntry): void {
    const mappings = this.#byPort.get(mapping.inside.port) ?? new EndpointMap()
    this.#size += mappings.get(mapping.scope) === undefined ? 1 : 0
    mappings.set(mapping.scope, mapping)
    this.#byPort.set(mapping.inside.port, mappings)
  }

  delete(mapping: MappingEntry): void {
    const mappings = this.#byPort.get(mapping.inside.port)
    if (mappings?.get(mapping.scope) !== mapping) return
    mappings.delete(mapping.scope)
    if (mappings.size === 0) this.#byPort.delete(mapping.inside.port)
    this.#size--
  }
}
