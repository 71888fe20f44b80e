/** A map keyed by tuples as values: by both addresses, then by both ports in one number. */
import type { Tuple } from "./tuple.ts"

export class TupleMap<Value> {
  readonly #bySource = new Map<string, Map<string, Map<number, Value>>>()

  get({ source, destination }: Tuple): Value | undefined {
    return this.#bySource.get(source.address)?.get(destination.address)?.get(portsOf(source.port, destination.port))
  }

  set({ source, destination }: Tuple, value: Value): void {
    let byDestination = this.#bySource.get(source.address)
    if (byDestination === undefined) {
      byDestination = new Map()
      this.#bySource.set(source.address, byDestination)
    }
    let byPorts = byDestination.get(destination.address)
    if (byPorts === undefined) {
      byPorts = new Map()
      byDestination.set(destination.address, byPorts)
    }
    byPorts.set(portsOf(source.port, destination.port), value)
  }

  delete({ source, destination }: Tuple): void {
    const byDestination = this.#bySource.get(source.address)
    const byPorts = byDestination?.get(destination.address)
    if (byDestination === undefined || byPorts === undefined) return
    byPorts.delete(portsOf(source.port, destination.port))
    if (byPorts.size > 0) return
    byDestination.delete(destination.address)
    if (byDestination.size === 0) this.#bySource.delete(source.address)
  }

  clear(): void {
    this.#bySource.clear()
  }
}

const portsOf = (source: number, destination: number): number => source * 0x10000 + destination
