/** A map keyed by endpoints as values: by address, then by port. Iterates in order of insertion within each address. */
import type { Endpoint } from "../domain/net/endpoint.ts"
import type { IpAddress } from "../domain/net/ip_address.ts"

export class EndpointMap<Value> {
  readonly #byAddress = new Map<IpAddress, Map<number, Value>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: Endpoint): Value | undefined {
    return this.#byAddress.get(key.address)?.get(key.port)
  }

  /** Whether any endpoint at this address is in the map and passes the test. */
  someAt(address: IpAddress, test: (value: Value) => boolean): boolean {
    const ports = this.#byAddress.get(address)
    if (ports === undefined) return false
    for (const value of ports.values()) if (test(value)) return true
    return false
  }

  /** Of every port at this address. */
  valuesAt(address: IpAddress): Iterable<Value> {
    return this.#byAddress.get(address)?.values() ?? []
  }

  set(key: Endpoint, value: Value): void {
    let ports = this.#byAddress.get(key.address)
    if (ports === undefined) {
      ports = new Map()
      this.#byAddress.set(key.address, ports)
    }
    if (!ports.has(key.port)) this.#size++
    ports.set(key.port, value)
  }

  delete(key: Endpoint): void {
    const ports = this.#byAddress.get(key.address)
    if (ports === undefined || !ports.delete(key.port)) return
    this.#size--
    if (ports.size === 0) this.#byAddress.delete(key.address)
  }

  /** Removes what does not pass the test. */
  retain(test: (value: Value) => boolean): void {
    for (const [address, ports] of this.#byAddress) {
      for (const [port, value] of ports) if (!test(value)) this.delete({ address, port })
    }
  }

  *values(): Iterable<Value> {
    for (const ports of this.#byAddress.values()) yield* ports.values()
  }

  *entries(): Iterable<readonly [Endpoint, Value]> {
    for (const [address, ports] of this.#byAddress) {
      for (const [port, value] of ports) yield [{ address, port }, value]
    }
  }

  clear(): void {
    this.#byAddress.clear()
    this.#size = 0
  }
}
