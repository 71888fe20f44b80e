/**
 * The UDP sockets of one port, one for each family that the host has, set up for the loop: nonblocking, with the local
 * address and the traffic class of what comes in, runs of datagrams in one call both ways (UDP_SEGMENT, UDP_GRO), and
 * fragments rather than errors where a packet is too long for a link.
 */
import type { Family } from "../../domain/net/ip_address.ts"
import { libc, must } from "../linux/libc.ts"
import { openSocket, SO_RCVBUFFORCE, SOCK_DGRAM, Socket, SOL_SOCKET } from "../linux/socket.ts"
import { domainOf, readSocketAddress, SOCKET_ADDRESS_LENGTH, socketAddress } from "../linux/socket_address.ts"
import { SystemCallError } from "../linux/system_call_error.ts"
import { calls } from "./calls.ts"

export interface UdpSockets {
  readonly port: number
  /** Descriptors; a family that the host has not got has none. */
  readonly v4: number | undefined
  readonly v6: number | undefined
}

/** Port 0 takes any that is free in both families. */
export function openUdpSockets(port: number, mark: number): UdpSockets {
  for (let attempt = 0;; attempt++) {
    const v4 = openFamily("v4", port, mark)
    const bound = v4 === undefined ? port : portOf(v4)
    try {
      const v6 = openFamily("v6", bound, mark)
      if (v4 === undefined && v6 === undefined) throw new Error("this host has neither IPv4 nor IPv6")
      return { port: v6 === undefined ? bound : portOf(v6), v4, v6 }
    } catch (error) {
      if (v4 !== undefined) libc().close(v4)
      const isTaken = error instanceof SystemCallError && error.code === "EADDRINUSE"
      if (port !== 0 || !isTaken || attempt >= MOST_ATTEMPTS) throw error
    }
  }
}

export function closeUdpSockets({ v4, v6 }: UdpSockets): void {
  for (const socket of [v4, v6]) if (socket !== undefined) libc().close(socket)
}

/** Of all that is sent from now on (SO_MARK); 0 for none. */
export function setMark({ v4, v6 }: UdpSockets, mark: number): void {
  for (const socket of [v4, v6]) if (socket !== undefined) markSocket(new Socket(socket, "a UDP socket"), mark)
}

/** undefined where the host has no such family. */
function openFamily(family: Family, port: number, mark: number): number | undefined {
  const kind = { domain: domainOf(family), type: SOCK_DGRAM, protocol: 0 }
  try {
    return openSocket(kind, `UDP port ${port} (IP${family})`, (socket) => {
      for (const [level, name, value] of OPTIONS[family]) socket.set(level, name, value)
      for (const [level, name, value] of WISHES) socket.trySet(level, name, value)
      if (mark !== 0) markSocket(socket, mark)
      socket.bind(socketAddress(family, port))
    }).descriptor
  } catch (error) {
    if (error instanceof SystemCallError && error.code === "EAFNOSUPPORT") return undefined
    throw error
  }
}

function portOf(socket: number): number {
  const address = new Uint8Array(SOCKET_ADDRESS_LENGTH)
  const length = new Uint8Array(Uint32Array.of(address.length).buffer)
  must(calls().getsockname(socket, address, length), "getsockname", "learn which port was taken")
  return readSocketAddress(address)?.port ?? 0
}

function markSocket(socket: Socket, mark: number): void {
  const result = socket.trySet(SOL_SOCKET, SO_MARK, mark)
  must(result, "setsockopt(SO_MARK)", "mark what is sent (FwMark needs CAP_NET_ADMIN)")
}

const MOST_ATTEMPTS = 16
/** Bytes; a burst of some thousand datagrams. */
const BUFFER = 7 * 1024 * 1024

const SOL_UDP = 17
const SO_MARK = 36
const SO_SNDBUFFORCE = 32
const UDP_GRO = 104
/** What goes well without, but not as fast. */
const WISHES = [
  [SOL_UDP, UDP_GRO, 1],
  [SOL_SOCKET, SO_RCVBUFFORCE, BUFFER],
  [SOL_SOCKET, SO_SNDBUFFORCE, BUFFER],
] as const
const IPPROTO_IP = 0
const IPPROTO_IPV6 = 41
/** IP_PKTINFO, IP_RECVTOS, IP_MTU_DISCOVER off, and what they are called for IPv6: linux/in.h, linux/in6.h. */
const OPTIONS = {
  v4: [[IPPROTO_IP, 8, 1], [IPPROTO_IP, 13, 1], [IPPROTO_IP, 10, 0]],
  v6: [[IPPROTO_IPV6, 26, 1], [IPPROTO_IPV6, 49, 1], [IPPROTO_IPV6, 66, 1], [IPPROTO_IPV6, 23, 0]],
} as const
