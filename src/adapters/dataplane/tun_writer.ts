/** Packets on their way to the host: gathered, merged where they are of one flow, and written to the TUN. */
import { type Arena, MOST_SEGMENTS, PLACES } from "./arena.ts"
import { type Calls, calls, EINTR, errno } from "./calls.ts"
import { MERGE_FULL, type Packets } from "./packets.ts"
import type { Troubles } from "./trouble_log.ts"
import type { Tun } from "./tun.ts"

export interface TunWriterParts {
  readonly arena: Arena
  readonly packets: Packets
  readonly tun: Tun
  readonly troubles: Troubles
}

export class TunWriter {
  readonly #arena: Arena
  readonly #packets: Packets
  readonly #tun: Tun
  readonly #calls: Calls = calls()
  readonly #troubles: Troubles

  /** What the kernel refuses the log hears: EIO while the interface is down. */
  constructor({ arena, packets, tun, troubles }: TunWriterParts) {
    this.#arena = arena
    this.#packets = packets
    this.#tun = tun
    this.#troubles = troubles
    this.#begin()
  }

  /** A packet with at least 16 bytes before it that nobody needs. It has to stay where it is until it is flushed. */
  add(at: number, length: number): void {
    if (this.#packets.mergeAdd(at, length) !== MERGE_FULL) return
    this.flush()
    this.#packets.mergeAdd(at, length)
  }

  flush(): void {
    const count = this.#packets.mergeFlush(PLACES.writes)
    const { view } = this.#arena
    for (let i = 0; i < count; i++) {
      const entry = PLACES.writes + 8 * i
      this.#write(view.getUint32(entry, true), view.getUint32(entry + 4, true))
    }
    this.#begin()
  }

  #write(at: number, length: number): void {
    while (this.#calls.write(this.#tun.descriptor, this.#arena.address(at), length) < 0) {
      const code = errno()
      if (code === EINTR) continue
      return this.#troubles.failed(undefined, code)
    }
    if (this.#troubles.isAny) this.#troubles.worked(undefined)
  }

  #begin(): void {
    this.#packets.mergeReset(PLACES.merging, MOST_SEGMENTS, MOST_FLOWS, this.#tun.hasUdpOffload ? 1 : 0)
  }
}

/** Super-packets that are put together at a time. */
export const MOST_FLOWS = 32
