/** Where datagrams came from, for the domain: made once for each place, not once for each datagram. */
import type { Arrival } from "../../domain/wireguard/peer_path.ts"
import type { Tunnel } from "../../domain/wireguard/tunnel.ts"
import { FROM_WORDS, type Receiver } from "./receiver.ts"

interface Known {
  readonly words: Uint32Array
  arrival: Arrival
}

/** Tells where the last one came from. */
type Source = Pick<Receiver, "from" | "arrival">

export class Arrivals {
  readonly #receiver: Source
  readonly #known = new WeakMap<Tunnel, Known>()
  #words: Uint32Array = new Uint32Array(FROM_WORDS)
  #arrival: Arrival | undefined

  constructor(receiver: Source) {
    this.#receiver = receiver
  }

  /** Something new was received. */
  begin(): void {
    this.#words = this.#receiver.from()
    this.#arrival = undefined
  }

  /** From whomever it is; undefined if the kernel does not say. */
  any(): Arrival | undefined {
    return this.#arrival ??= this.#receiver.arrival()
  }

  /** From this peer: the same object as long as it stays where it is. */
  of(tunnel: Tunnel): Arrival | undefined {
    const known = this.#known.get(tunnel)
    if (known !== undefined && isSame(known.words, this.#words)) return known.arrival
    const arrival = this.any()
    if (arrival !== undefined) this.#known.set(tunnel, { words: this.#words.slice(), arrival })
    return arrival
  }
}

function isSame(some: Uint32Array, others: Uint32Array): boolean {
  for (let i = 0; i < FROM_WORDS; i++) if (some[i] !== others[i]) return false
  return true
}
