/**
 * One fixed piece of memory in which all of the data plane happens: what the kernel reads and writes, what is sealed and
 * opened, and the heap of the wasm module. It never grows, so its address holds, and nothing outside is ever reached.
 * Places are byte offsets (spec/dataplane.md 6).
 */
import { addressOf } from "../linux/libc.ts"

const PAGE = 65_536

export class Arena {
  readonly memory: WebAssembly.Memory
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly view: DataView
  readonly #base: bigint

  constructor() {
    const pages = ARENA_LENGTH / PAGE
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { buffer } = this.memory
    if (!(buffer instanceof ArrayBuffer)) throw new Error("the arena is not shared")
    this.bytes = new Uint8Array(buffer)
    this.view = new DataView(buffer)
    this.#base = addressOf(buffer)
  }

  /** For structures that point to others, and for calls. */
  address(place: number): bigint {
    return this.#base + BigInt(place)
  }

  setAddress(at: number, place: number): void {
    this.view.setBigUint64(at, this.address(place), true)
  }
}

/** Where everything is. The wasm module's own statics come first. */
export const PLACES = {
  statics: 0,
  /** 32 bytes of key: that of the message that was sealed or opened last, or zeros. */
  key: PAGE,
  /** 12 bytes. */
  nonce: PAGE + 64,
  /** Where a cipher writes lengths that nobody reads. */
  scratch: PAGE + 96,
  /** struct pollfd, 8 bytes each. */
  poll: PAGE + 128,
  /** struct msghdr and what belongs to it, 512 bytes each. */
  sending: PAGE + 1024,
  receiving: PAGE + 2048,
  /** Two words for each packet: its place and its length. */
  segments: 2 * PAGE,
  /** The same for what is to be written to the TUN. */
  writes: 3 * PAGE,
  /** One read of the TUN: virtio_net_hdr and a packet of up to 64 KiB. */
  tunRead: 4 * PAGE,
  /** Packets on their way out, with their transport headers. */
  outgoing: 6 * PAGE,
  /** Datagrams as they came. */
  incoming: 16 * PAGE,
  /** Packets that were put together for the TUN. */
  merging: 24 * PAGE,
} as const

export const OUTGOING_LENGTH = 10 * PAGE
export const INCOMING_LENGTH = 8 * PAGE
export const MERGING_LENGTH = 40 * PAGE
export const ARENA_LENGTH = PLACES.merging + MERGING_LENGTH

/** Entries of `segments` and of `writes`. */
export const MOST_SEGMENTS = 2_048
