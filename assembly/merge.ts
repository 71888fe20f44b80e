/**
 * Packets from the tunnel on their way to the TUN, merged as the kernel's GRO would, so that one write carries many
 * segments. What is to be written is a list of items in the order of their first packets. The flow table points to those
 * that are still open; a packet that cannot be appended to its flow's open item closes it and stands behind it. So the
 * order within a flow never changes.
 */
import { canAppend, canBegin, hashOf, isSameFlow } from "./flow"
import { claimedLength, TCP, UDP } from "./ip_header"
import { countOf, describe, packetOf, protocolOf, sizeOf } from "./item"
import {
  clear,
  close,
  closeAll,
  itemAt,
  itemsListed,
  layOut,
  list,
  mayMerge,
  open,
  openItem,
  slotOf,
} from "./merge_area"
import { append, finish, isLast } from "./super_packet"
import { VIRTIO_HEADER, writeEmptyHeader } from "./virtio_header"

const TAKEN = 0
const FULL = 1
const NOT_IP = 2

/** The packet at hand. */
const NEXT = memory.data(24, 16)

let mergesUdp = false

/** Begins anew in this area, of 1040 + 24 * items + 65552 * buffers bytes. */
export function mergeReset(area: usize, items: u32, buffers: u32, udp: bool): void {
  layOut(area, items, buffers)
  mergesUdp = udp
}

/** Takes a packet with its padding, and the 16 bytes before it; both stay untouched by others until the flush. */
export function mergeAdd(packet: usize, length: u32): i32 {
  const size = claimedLength(packet, length)
  if (size === 0) return NOT_IP
  if (!describe(NEXT, packet, size)) {
    closeAll()
    return addAlone() === 0 ? FULL : TAKEN
  }
  const protocol = protocolOf(packet)
  const hasFlow = mayMerge() && (protocol === TCP || (protocol === UDP && mergesUdp))
  return hasFlow ? addToFlow(slotOf(hashOf(NEXT))) : addAlone() === 0 ? FULL : TAKEN
}

/** Writes (u32 offset of the virtio_net_hdr, u32 length with it) of each item to `table`; their number. Begins anew. */
export function mergeFlush(table: usize): u32 {
  const count = itemsListed()
  for (let i: u32 = 0; i < count; i++) {
    const item = itemAt(i)
    if (countOf(item) > 1) finish(item)
    store<u32>(table + 8 * i, (packetOf(item) - VIRTIO_HEADER) as u32)
    store<u32>(table + 8 * i, sizeOf(item) + VIRTIO_HEADER, 4)
  }
  clear()
  return count
}

function addToFlow(slot: usize): i32 {
  const item = openItem(slot)
  if (item !== 0 && isSameFlow(item, NEXT)) {
    if (canAppend(item, NEXT)) {
      if (!append(item, NEXT)) return FULL
      if (isLast(item, NEXT)) close(slot)
      return TAKEN
    }
    close(slot)
  }
  const added = addAlone()
  if (added === 0) return FULL
  if (canBegin(NEXT)) open(slot, added)
  return TAKEN
}

function addAlone(): usize {
  const item = list(NEXT)
  if (item !== 0) writeEmptyHeader(packetOf(item) - VIRTIO_HEADER)
  return item
}
