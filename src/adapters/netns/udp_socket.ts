/** How the socket of a UDP port is opened: bound, and asked for all that the kernel can tell about what it receives. */
import type { Family, IpAddress } from "../../domain/net/ip_address.ts"
import { IP_RECVERR, IPPROTO_IP, IPPROTO_IPV6, IPV6_RECVERR } from "./icmp_report.ts"
import { SO_RCVBUFFORCE, SOCK_DGRAM, type Socket, SOL_SOCKET } from "../linux/socket.ts"
import { openSocketIn } from "./socket.ts"
import { domainOf, PACKET_INFO, socketAddress } from "../linux/socket_address.ts"

export interface UdpPortOptions {
  readonly namespace: string
  readonly family: Family
  readonly port: number
  /** Of the family; without it, all addresses of the namespace. */
  readonly address?: IpAddress
  /** Off when not said: what is too long for a link is fragmented. */
  readonly dontFragment?: boolean
}

export function openUdpSocket(options: UdpPortOptions): Socket {
  const { namespace, family, port, address, dontFragment } = options
  const what = `the ${family} UDP port ${port} in "${namespace}"`
  const level = levelOf(family)
  const { packetInfo, receiveErrors, mtuDiscover } = OPTIONS[family]
  return openSocketIn(namespace, { domain: domainOf(family), type: SOCK_DGRAM, protocol: 0 }, what, (socket) => {
    if (family === "v6") socket.set(level, IPV6_V6ONLY, 1)
    socket.set(level, packetInfo, 1)
    socket.set(level, receiveErrors, 1)
    socket.set(level, mtuDiscover, dontFragment === true ? PMTUDISC_DO : PMTUDISC_DONT)
    socket.set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    socket.bind(socketAddress(family, port, address))
  })
}

/** Of the IP header; 1 to 255. */
export const setTtl = (socket: Socket, family: Family, ttl: number): void =>
  socket.set(levelOf(family), OPTIONS[family].ttl, ttl)

const levelOf = (family: Family): number => (family === "v4" ? IPPROTO_IP : IPPROTO_IPV6)

/** IP_PKTINFO, IP_RECVERR, IP_MTU_DISCOVER, IP_TTL and what they are called for IPv6: linux/in.h, linux/in6.h. */
const OPTIONS = {
  v4: { packetInfo: PACKET_INFO.v4.type, receiveErrors: IP_RECVERR, mtuDiscover: 10, ttl: 2 },
  v6: { packetInfo: 49, receiveErrors: IPV6_RECVERR, mtuDiscover: 23, ttl: 16 },
} as const

const IPV6_V6ONLY = 26
const PMTUDISC_DONT = 0
const PMTUDISC_DO = 2
/** A thousand datagrams of full length, and more: the lab must not lose what its links did not. */
const RECEIVE_BUFFER = 2 * 1024 * 1024
