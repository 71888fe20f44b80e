/** Packets given to the packet module one after the other, as the tunnel would, and what it would write to the TUN. */
import assert from "node:assert/strict"
import { MERGE_FULL, MERGE_TAKEN, mergeRoom, segmentRoom } from "../../src/adapters/dataplane/packets.ts"
import { arena, placesIn } from "./arena.ts"

const TABLE = 4096
const AREA = 8192
const CUT_TABLE = AREA + mergeRoom(256, 16)
const CUT = CUT_TABLE + 8 * 4096
const PACKETS = CUT + segmentRoom(4096)
const PAGES = 100

export const desk = arena(PAGES)

export interface Merging {
  readonly items?: number
  readonly buffers?: number
  readonly udp?: 0 | 1
  /** Zeros behind each packet. */
  readonly padding?: number
}

/** All writes, each with its virtio_net_hdr; a full table is flushed and the packet added again. */
export function merged(all: readonly Uint8Array[], merging: Merging = {}): readonly Uint8Array[] {
  const { items = 256, buffers = 16, udp = 1, padding = 0 } = merging
  const writes: Uint8Array[] = []
  desk.packets.mergeReset(AREA, items, buffers, udp)
  let at = PACKETS
  for (const packet of all) {
    desk.bytes.fill(0xa5, at, at + 16)
    desk.bytes.set(packet, at + 16)
    desk.bytes.fill(0, at + 16 + packet.length, at + 16 + packet.length + padding)
    if (desk.packets.mergeAdd(at + 16, packet.length + padding) === MERGE_FULL) {
      writes.push(...flushed())
      assert.equal(desk.packets.mergeAdd(at + 16, packet.length + padding), MERGE_TAKEN)
    }
    at += 16 + packet.length + padding
  }
  assert.ok(at < PAGES * 65_536, "there is memory for all packets")
  return [...writes, ...flushed()]
}

export function flushed(): readonly Uint8Array[] {
  return placesIn(desk, TABLE, desk.packets.mergeFlush(TABLE)).map(([at, length]) => desk.read(at, length))
}

/** The packets that a write stands for. */
export function cut(write: Uint8Array): readonly Uint8Array[] {
  desk.bytes.set(write, PACKETS)
  const count = desk.packets.segment(PACKETS, write.length, CUT, CUT_TABLE, 4096)
  assert.ok(count > 0, `cannot be cut: ${count}`)
  return placesIn(desk, CUT_TABLE, count).map(([at, length]) => desk.read(at, length))
}
