/**
 * Where datagrams go, in the kernel's terms: which socket, which struct sockaddr, and the control message that names the
 * source address (IP_PKTINFO, IPV6_PKTINFO; ip(7), ipv6(7)). Made once for each change of a peer's path.
 */
import { present } from "../../domain/assert.ts"
import type { Endpoint } from "../../domain/net/endpoint.ts"
import { addressOctets, type Family, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import { PACKET_INFO, readSocketAddress, socketAddress } from "../linux/socket_address.ts"

export interface Way {
  readonly family: Family
  readonly name: Uint8Array
  /** Empty where the kernel chooses the source. */
  readonly control: Uint8Array
}

export function wayTo(to: Endpoint, source: IpAddress | undefined): Way {
  const family = familyOf(to.address)
  const control = source === undefined || familyOf(source) !== family ? NONE : packetInfo(family, source)
  return { family, name: socketAddress(family, to.port, to.address), control }
}

export const endpointOfWay = ({ name }: Way): Endpoint =>
  present(readSocketAddress(name), "a way was made from an endpoint")

export const withoutSource = (way: Way): Way => ({ ...way, control: NONE })

const NONE = new Uint8Array(0)

function packetInfo(family: Family, source: IpAddress): Uint8Array {
  const { level, type, length, sourceAt } = PACKET_INFO[family]
  const message = new Uint8Array(alignUp(HEADER + length))
  const view = new DataView(message.buffer)
  view.setUint32(0, HEADER + length, true)
  view.setInt32(8, level, true)
  view.setInt32(12, type, true)
  message.set(addressOctets(source), HEADER + sourceAt)
  return message
}

/** `struct cmsghdr` of a 64-bit machine. */
const HEADER = 16
const alignUp = (length: number): number => (length + 7) & ~7
