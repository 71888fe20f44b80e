/**
 * What the data plane does to each packet, in WebAssembly (`assembly/`): the cipher, checksums, cutting the kernel's
 * super-packets and merging segments into new ones. All places are byte offsets in one memory that the caller lays out;
 * no packet is ever an object. Only the headers inside packets are checked: offsets and lengths are the caller's promise.
 */
import { PACKETS_WASM } from "./packets_wasm.ts"

/** The memory before it belongs to the module; everything behind to the caller. */
export const PACKETS_MEMORY = 4096

/** A message for the cipher: 32 bytes of key, a 64-bit counter in halves, and the text, with 16 bytes behind for the tag. */
export type Sealing = readonly [key: number, counterLow: number, counterHigh: number, at: number, length: number]

/**
 * One read from the TUN (`length` includes the virtio_net_hdr of 10 bytes), the area for its packets, which takes
 * `segmentRoom(capacity)` bytes, and a table of `capacity` entries. Padding ends at the MTU, if one is given.
 */
export type Segmenting = readonly [
  source: number,
  length: number,
  out: number,
  table: number,
  capacity: number,
  mtu?: number,
]

export interface Packets {
  /** Encrypts in place (ChaCha20-Poly1305, RFC 8439; no associated data) and writes the tag behind the text. */
  readonly seal: (...message: Sealing) => void

  /** Decrypts in place if the tag behind `length` bytes is right: 1. Else nothing changes: 0. */
  readonly open: (...message: Sealing) => 0 | 1

  /** The Internet checksum (RFC 1071); `initial` is a sum to begin with. 0 where the checksum included is right. */
  readonly checksum: (at: number, length: number, initial: number) => number

  /**
   * Cuts what was read into separate IP packets and finishes their checksums. `table` gets u32 offset, u32 length of
   * each, without its padding, which is zeroed already; before each are 16 bytes for the header of transport data, and a
   * message begins where the tag of the one before it ends. Their number; SEGMENT_MALFORMED or SEGMENT_TOO_LONG.
   */
  readonly segment: (...read: Segmenting) => number

  /** Begins to merge in an area of `mergeRoom(items, buffers)` bytes. `udp` is 1 where the kernel offers USO, else 0. */
  readonly mergeReset: (area: number, items: number, buffers: number, udp: 0 | 1) => void

  /**
   * Takes a decrypted packet, padding included. It and the 16 bytes before it must stay until the flush. MERGE_TAKEN;
   * MERGE_FULL: not taken, flush and add it again; MERGE_NOT_IP: not taken, it is no IP packet, or cut short.
   */
  readonly mergeAdd: (packet: number, length: number) => number

  /**
   * What to write to the TUN, in this order: `table`, of `items` entries, gets u32 offset of a virtio_net_hdr, u32 length
   * from there. Their number. The next packet begins anew; what is in the buffers must be written before.
   */
  readonly mergeFlush: (table: number) => number

  /** Poly1305 alone, of a multiple of 16 bytes: (key, at, length, tag). For its test vectors. */
  readonly poly1305OfBlocks: (key: number, at: number, length: number, tag: number) => void
}

export const SEGMENT_MALFORMED = -1
/** More packets than `capacity`, headers beyond 256 bytes, or a packet beyond 65,535. */
export const SEGMENT_TOO_LONG = -2

export const MERGE_TAKEN = 0
export const MERGE_FULL = 1
export const MERGE_NOT_IP = 2

/** The bytes that `segment` may write: all payload, and for each packet 16 + 256 of headers + 16 of padding + 16 of tag. */
export const segmentRoom = (capacity: number): number => 65_536 + 304 * capacity

/** The flow table, the list of items, and a super-packet in each buffer. */
export const mergeRoom = (items: number, buffers: number): number => 1024 + 24 * items + 16 + 65_552 * buffers

export function loadPackets(memory: WebAssembly.Memory): Packets {
  const bytes = Uint8Array.from(atob(PACKETS_WASM), (character) => character.charCodeAt(0))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return instance.exports as unknown as Packets
}
