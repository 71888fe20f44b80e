/** The memory that merging works in, as the caller laid it out: flow slots, items, buffers for super-packets. */
import { ITEM } from "./item"
import { VIRTIO_HEADER } from "./virtio_header"

const SLOTS: u32 = 256
const SLOT: usize = 4

/** Room for the virtio_net_hdr and the longest packet, which begins at a multiple of 16. */
const BUFFER: usize = 65552
const BUFFER_HEADER: usize = 16

let slots: usize = 0
let items: usize = 0
let itemCapacity: u32 = 0
let itemCount: u32 = 0
let buffers: usize = 0
let bufferCapacity: u32 = 0
let bufferCount: u32 = 0

/** 1024 bytes of slots, 24 for each item, 65,552 for each buffer. */
export function layOut(area: usize, itemsAtMost: u32, buffersAtMost: u32): void {
  slots = area
  items = slots + SLOT * SLOTS
  itemCapacity = itemsAtMost
  buffers = (items + ITEM * itemsAtMost + 15) & ~15
  bufferCapacity = buffersAtMost
  clear()
}

export function clear(): void {
  itemCount = 0
  bufferCount = 0
  closeAll()
}

export function itemsListed(): u32 {
  return itemCount
}

export function itemAt(index: u32): usize {
  return items + ITEM * index
}

/** Appends a copy of a record; 0 if the list is full. */
export function list(record: usize): usize {
  if (itemCount === itemCapacity) return 0
  const item = itemAt(itemCount++)
  memory.copy(item, record, ITEM)
  return item
}

export function mayMerge(): bool {
  return bufferCapacity > 0
}

/** Where a super-packet may begin; 0 if all buffers are taken. */
export function takeBuffer(): usize {
  return bufferCount === bufferCapacity ? 0 : buffers + BUFFER * bufferCount++ + BUFFER_HEADER
}

/** A slot is for all flows with this hash; two of them merely close each other's items. */
export function slotOf(hash: u32): usize {
  return slots + SLOT * (hash % SLOTS)
}

/** The open item of a slot, or 0. */
export function openItem(slot: usize): usize {
  return load<u32>(slot)
}

export function open(slot: usize, item: usize): void {
  store<u32>(slot, item as u32)
}

export function close(slot: usize): void {
  store<u32>(slot, 0)
}

export function closeAll(): void {
  memory.fill(slots, 0, SLOT * SLOTS)
}
