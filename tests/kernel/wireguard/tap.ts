/** What goes through a device both ways, in the kernel's order, with checksums as they are on a real wire. packet(7). */
import { finishChecksum, VNET_HEADER } from "../../../src/adapters/netns/checksum.ts"
import { receiveMessage } from "../../../src/adapters/netns/message_buffer.ts"
import { openSocketIn } from "../../../src/adapters/netns/socket.ts"
import { cString, libc } from "../../../src/adapters/linux/libc.ts"
import { SO_RCVBUFFORCE, type Socket, SOL_SOCKET } from "../../../src/adapters/linux/socket.ts"

export interface Tapped {
  readonly isOutgoing: boolean
  /** With its ethernet header, where the device has one. */
  readonly frame: Uint8Array
}

export class Tap {
  readonly #socket: Socket

  constructor(namespace: string, device: string) {
    const kind = { domain: AF_PACKET, type: SOCK_RAW, protocol: 0 }
    this.#socket = openSocketIn(namespace, kind, `the tap at "${device}" in "${namespace}"`, (socket) => {
      socket.set(SOL_PACKET, PACKET_VNET_HDR, 1)
      socket.set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
      socket.bind(linkAddress(libc().if_nametoindex(cString(device))))
    })
  }

  /** All that went through until now and was not taken yet. */
  take(): readonly Tapped[] {
    const all: Tapped[] = []
    for (let one = this.#next(); one !== undefined; one = this.#next()) all.push(one)
    return all
  }

  close(): void {
    this.#socket.close()
  }

  #next(): Tapped | undefined {
    const message = receiveMessage(this.#socket.descriptor, 0)
    if (message === undefined) return undefined
    const { name, payload } = message
    finishChecksum(payload)
    return { isOutgoing: name[PACKET_TYPE_AT] === PACKET_OUTGOING, frame: payload.slice(VNET_HEADER) }
  }
}

/** `struct sockaddr_ll`: family 2, protocol 2 (in network order), index 4, hardware type 2, packet type 1. */
function linkAddress(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_PACKET, true)
  view.setUint16(2, ETH_P_ALL)
  view.setInt32(4, index, true)
  return bytes
}

const PACKET_TYPE_AT = 10
const PACKET_OUTGOING = 4
const AF_PACKET = 17
const SOCK_RAW = 3
const ETH_P_ALL = 3
const SOL_PACKET = 263
const PACKET_VNET_HDR = 15
const RECEIVE_BUFFER = 8 * 1024 * 1024
