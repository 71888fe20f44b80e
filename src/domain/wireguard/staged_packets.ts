/**
 * Inner packets that wait for a session; copies, because a caller's buffer is the caller's. An empty packet is a
 * keepalive. Bounded: the oldest gives way.
 */
import { MAX_STAGED_PACKETS } from "./constants.ts"

export class StagedPackets {
  #packets: Uint8Array[] = []

  get isEmpty(): boolean {
    return this.#packets.length === 0
  }

  add(packet: Uint8Array): void {
    if (this.#packets.length >= MAX_STAGED_PACKETS) this.#packets.shift()
    this.#packets.push(new Uint8Array(packet))
  }

  /** All of them, in order; none stay. */
  take(): readonly Uint8Array[] {
    const packets = this.#packets
    this.#packets = []
    return packets
  }
}
