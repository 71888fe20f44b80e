/** packet(7) with a virtio_net_hdr before each packet: straight to a device, past all that looks at addresses. */
import { writeU16 } from "../../../src/domain/bytes.ts"
import { libc, must } from "../../../src/adapters/linux/libc.ts"
import type { Socket } from "../../../src/adapters/linux/socket.ts"
import { openSocketIn } from "../../../src/adapters/netns/socket.ts"

export class PacketSocket {
  readonly #socket: Socket

  constructor(namespace: string) {
    const kind = { domain: AF_PACKET, type: SOCK_RAW, protocol: 0 }
    this.#socket = openSocketIn(
      namespace,
      kind,
      `a packet socket in "${namespace}"`,
      (socket) => socket.set(SOL_PACKET, PACKET_VNET_HDR, 1),
    )
  }

  /** An IP packet, with its virtio_net_hdr, to the device of this index. */
  send(index: number, packet: Uint8Array): void {
    const address = new Uint8Array(SOCKADDR_LL)
    const view = new DataView(address.buffer)
    view.setUint16(0, AF_PACKET, true)
    writeU16(address, 2, (packet[VNET_HEADER] ?? 0) >> 4 === 4 ? ETH_P_IP : ETH_P_IPV6)
    view.setInt32(4, index, true)
    const bytes = packet.slice()
    const { descriptor } = this.#socket
    must(libc().sendto(descriptor, bytes, bytes.length, 0, address, address.length), "sendto", "send a super-packet")
  }

  close(): void {
    this.#socket.close()
  }
}

const AF_PACKET = 17
const SOCK_RAW = 3
const SOL_PACKET = 263
const PACKET_VNET_HDR = 15
const SOCKADDR_LL = 20
const ETH_P_IP = 0x0800
const ETH_P_IPV6 = 0x86dd
const VNET_HEADER = 10
