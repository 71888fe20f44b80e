/**
 * Many packets of a flow as one: the headers of the first, the payloads of all, and a virtio_net_hdr by which the kernel
 * could cut it again. It grows in a buffer and gets its lengths and sums at the end.
 */
import { fold } from "./checksum"
import { isIpv4, pseudoHeaderSum, setLength, TCP } from "./ip_header"
import { countOf, grow, headersOf, move, packetOf, payloadOf, protocolOf, sizeOf, transportOf } from "./item"
import { takeBuffer } from "./merge_area"
import { store16 } from "./network_order"
import { CHECKSUM_OF_TCP, CHECKSUM_OF_UDP } from "./segment_headers"
import { GSO_TCPV4, GSO_TCPV6, GSO_UDP_L4, VIRTIO_HEADER, writeSuperHeader } from "./virtio_header"

const PSH: u8 = 0x08

/** Appends a single packet's payload; false if there is no buffer to do so. */
export function append(item: usize, next: usize): bool {
  if (countOf(item) === 1) {
    const buffer = takeBuffer()
    if (buffer === 0) return false
    memory.copy(buffer, packetOf(item), sizeOf(item))
    move(item, buffer)
  }
  memory.copy(packetOf(item) + sizeOf(item), packetOf(next) + headersOf(next), payloadOf(next))
  if (pushes(next)) store<u8>(flagsOf(item), load<u8>(flagsOf(item)) | PSH)
  grow(item, payloadOf(next))
  return true
}

/** Whether nothing may come after `next`: a short segment is the last one, and PSH is kept by the last one only. */
export function isLast(item: usize, next: usize): bool {
  return payloadOf(next) < payloadOf(item) || pushes(next)
}

/** Writes what depends on the whole. */
export function finish(item: usize): void {
  const packet = packetOf(item), transport = transportOf(item)
  const isTcp = protocolOf(packet) === TCP
  const type = isTcp ? (isIpv4(packet) ? GSO_TCPV4 : GSO_TCPV6) : GSO_UDP_L4
  const field = isTcp ? CHECKSUM_OF_TCP : CHECKSUM_OF_UDP
  const length = sizeOf(item) - transport
  writeSuperHeader(packet - VIRTIO_HEADER, type, headersOf(item), payloadOf(item), transport, field)
  setLength(packet, sizeOf(item))
  if (!isTcp) store16(packet + transport + 4, length)
  store<u16>(packet + transport + field, fold(pseudoHeaderSum(packet, protocolOf(packet), length)))
}

function pushes(item: usize): bool {
  return protocolOf(packetOf(item)) === TCP && (load<u8>(flagsOf(item)) & PSH) !== 0
}

function flagsOf(item: usize): usize {
  return packetOf(item) + transportOf(item) + 13
}
