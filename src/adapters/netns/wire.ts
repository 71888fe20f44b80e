/**
 * One end of an ethernet wire: all frames that come in at a device, and a way to send some out of it. packet(7). Linux
 * leaves checksums open between virtual devices; frames are handed over with them filled in, as on a real wire.
 */
import { writeU16 } from "../../domain/bytes.ts"
import { finishChecksum, isOversized, VNET_HEADER } from "./checksum.ts"
import { cString, libc } from "../linux/libc.ts"
import { SO_RCVBUFFORCE, type Socket, SOL_SOCKET } from "../linux/socket.ts"
import { openSocketIn } from "./socket.ts"
import { errnoName, SystemCallError } from "../linux/system_call_error.ts"

export interface WireOptions {
  readonly namespace: string
  /** A device there, such as the hub's end of a veth pair. */
  readonly device: string
}

export class Wire implements Disposable {
  readonly #socket: Socket
  #oversized = 0

  constructor({ namespace, device }: WireOptions) {
    const what = `the wire at "${device}" in "${namespace}"`
    const kind = { domain: AF_PACKET, type: SOCK_RAW, protocol: 0 }
    this.#socket = openSocketIn(namespace, kind, what, (socket) => setUp(socket, device))
  }

  get descriptor(): number {
    return this.#socket.descriptor
  }

  /** Frames not handed over because a sender left it to the hardware to cut them up; TCP alone does so unasked. */
  get oversized(): number {
    return this.#oversized
  }

  /** The next frame that waits. A device that is down has none. */
  receive(): Uint8Array | undefined {
    for (let length; (length = this.#receiveIncoming()) !== undefined;) {
      const headerAndFrame = incoming.subarray(0, length)
      if (length === 0 || isOversized(headerAndFrame)) {
        this.#oversized++
        continue
      }
      finishChecksum(headerAndFrame)
      return headerAndFrame.slice(VNET_HEADER)
    }
    return undefined
  }

  /** Undefined when it is on its way; otherwise why not: `ENETDOWN`, `EMSGSIZE`, `ENOBUFS` and so on. */
  send(frame: Uint8Array): string | undefined {
    const bytes = new Uint8Array(VNET_HEADER + frame.length)
    bytes.set(frame, VNET_HEADER)
    for (let hasFailed = false;; hasFailed = true) {
      if (libc().send(this.descriptor, bytes, bytes.length, 0) >= 0) return undefined
      const errno = libc().errno()
      const code = errnoName(errno)
      if (code === "EBADF") throw new SystemCallError("send", errno, `send on ${this.#socket.what}`)
      // A device that was down in between lets one call fail.
      if (code !== "ENETDOWN" || hasFailed) return code
    }
  }

  close(): void {
    this.#socket.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** 0 for a frame that the header has no words for: before Linux 6.2, UDP datagrams that are to be cut up. */
  #receiveIncoming(): number | undefined {
    try {
      return this.#socket.receiveInto(incoming)
    } catch (error) {
      const code = error instanceof SystemCallError ? error.code : undefined
      if (code === "ENETDOWN") return undefined
      if (code === "EINVAL") return 0
      throw error
    }
  }
}

function setUp(socket: Socket, device: string): void {
  const index = libc().if_nametoindex(cString(device))
  if (index === 0) throw new SystemCallError("if_nametoindex", libc().errno(), `find ${socket.what}`)
  socket.set(SOL_PACKET, PACKET_VNET_HDR, 1)
  socket.set(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
  socket.set(SOL_PACKET, PACKET_ADD_MEMBERSHIP, promiscuous(index))
  socket.set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
  socket.bind(linkAddress(index))
}

/** `struct packet_mreq`: index 4, type 2, address length 2, address 8. */
function promiscuous(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, index, true)
  view.setUint16(4, PACKET_MR_PROMISC, true)
  return bytes
}

/** `struct sockaddr_ll`: family 2, protocol 2 (in network order), index 4, and what only the kernel fills in. */
function linkAddress(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_PACKET, true)
  writeU16(bytes, 2, ETH_P_ALL)
  view.setInt32(4, index, true)
  return bytes
}

/** One for all wires: frames are copied before the next is received. */
const incoming = new Uint8Array(VNET_HEADER + 65_536)

const AF_PACKET = 17
const SOCK_RAW = 3
const ETH_P_ALL = 3
const SOL_PACKET = 263
const PACKET_ADD_MEMBERSHIP = 1
const PACKET_VNET_HDR = 15
const PACKET_IGNORE_OUTGOING = 23
const PACKET_MR_PROMISC = 1
const RECEIVE_BUFFER = 8 * 1024 * 1024
