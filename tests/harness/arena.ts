/** A memory for the packet module, and a little order in it. Each caller lays out its own places. */
import { loadPackets, type Packets } from "../../src/adapters/dataplane/packets.ts"

export interface Arena {
  readonly packets: Packets
  readonly bytes: Uint8Array
  readonly view: DataView
  /** A copy of what is there now. */
  readonly read: (at: number, length: number) => Uint8Array
}

export function arena(pages: number): Arena {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const bytes = new Uint8Array(memory.buffer)
  const read = (at: number, length: number): Uint8Array => bytes.slice(at, at + length)
  return { packets: loadPackets(memory), bytes, view: new DataView(memory.buffer), read }
}

/** The entries of a table of places: u32 offset, u32 length. */
export function placesIn({ view }: Arena, table: number, count: number): readonly (readonly [number, number])[] {
  return Array.from(
    { length: count },
    (_, i) => [view.getUint32(table + 8 * i, true), view.getUint32(table + 8 * i + 4, true)] as const,
  )
}
