/**
 * recvmsg(2) into the arena: what came in one call is one datagram, or a run of them as long as each other (UDP_GRO,
 * udp(7)). Whence it came is turned into a domain's `Arrival` only where it is not the same as before.
 */
import { endpointOf } from "../../domain/net/endpoint.ts"
import { addressFromOctets, type Family, ipAddress } from "../../domain/net/ip_address.ts"
import type { Arrival } from "../../domain/wireguard/peer_path.ts"
import { PACKET_INFO, readSocketAddress, SOCKET_ADDRESS_LENGTH } from "../linux/socket_address.ts"
import type { Arena } from "./arena.ts"
import { PLACES } from "./arena.ts"
import { type Calls, calls } from "./calls.ts"

export class Receiver {
  readonly #arena: Arena
  readonly #calls: Calls = calls()
  /** Bytes of each datagram of the run. */
  segment = 0
  /** Of the outer packets. */
  ecn = 0
  #destinationAt = 0
  readonly #from = new Uint32Array(FROM_WORDS)

  constructor(arena: Arena) {
    this.#arena = arena
    arena.setAddress(HEADER, NAME)
    arena.setAddress(HEADER + 16, VECTOR)
    arena.view.setBigUint64(HEADER + 24, 1n, true)
    arena.setAddress(HEADER + 32, CONTROL)
  }

  /** How many bytes came to `at`; negative if nothing waits, or errno says why not. */
  receive(socket: number, at: number, space: number): number {
    const { view } = this.#arena
    view.setUint32(HEADER + 8, SOCKET_ADDRESS_LENGTH, true)
    view.setUint32(HEADER + 40, CONTROL_LENGTH, true)
    this.#arena.setAddress(VECTOR, at)
    view.setBigUint64(VECTOR + 8, BigInt(space), true)
    const length = this.#calls.recvmsg(socket, this.#arena.address(HEADER), 0)
    if (length >= 0) this.#readControl(length)
    return length
  }

  /** Where the last one came from, and at which of our addresses: in words that can be compared. */
  from(): Uint32Array {
    const { view } = this.#arena
    const nameLength = view.getUint32(HEADER + 8, true)
    const toWords = this.#destinationAt === 0 ? 0 : nameLength === V4_NAME ? 1 : 4
    for (let i = 0; i < NAME_WORDS; i++) this.#from[i] = 4 * i < nameLength ? view.getUint32(NAME + 4 * i, true) : 0
    for (let i = 0; i < 4; i++) {
      this.#from[NAME_WORDS + i] = i < toWords ? view.getUint32(this.#destinationAt + 4 * i, true) : 0
    }
    return this.#from
  }

  /** The same for the domain. */
  arrival(): Arrival | undefined {
    const { bytes, view } = this.#arena
    const name = bytes.subarray(NAME, NAME + view.getUint32(HEADER + 8, true))
    const from = readSocketAddress(name)
    if (from === undefined) return undefined
    const family: Family = name.length === V4_NAME ? "v4" : "v6"
    const to = this.#destinationAt === 0 ? UNKNOWN[family] : addressFromOctets(bytes, this.#destinationAt, family)
    return { from: endpointOf(from.address, from.port), to }
  }

  #readControl(length: number): void {
    const { view } = this.#arena
    this.segment = length
    this.ecn = 0
    this.#destinationAt = 0
    const end = CONTROL + view.getUint32(HEADER + 40, true)
    for (let at = CONTROL; at + 16 <= end;) {
      const size = view.getUint32(at, true)
      if (size < 16) return
      this.#read(view.getInt32(at + 8, true), view.getInt32(at + 12, true), at + 16)
      at += (size + 7) & ~7
    }
  }

  #read(level: number, type: number, at: number): void {
    const { view } = this.#arena
    if (level === SOL_UDP && type === UDP_GRO) this.segment = Math.max(1, view.getInt32(at, true))
    else if (level === PACKET_INFO.v4.level && type === PACKET_INFO.v4.type) {
      this.#destinationAt = at + PACKET_INFO.v4.destinationAt
    } else if (level === PACKET_INFO.v6.level && type === PACKET_INFO.v6.type) {
      this.#destinationAt = at + PACKET_INFO.v6.destinationAt
    } else if (level === IPPROTO_IP && type === IP_TOS) this.ecn = view.getUint8(at) & ECN
    else if (level === IPPROTO_IPV6 && type === IPV6_TCLASS) this.ecn = view.getInt32(at, true) & ECN
  }
}

const UNKNOWN = { v4: ipAddress("0.0.0.0"), v6: ipAddress("::") } as const
const V4_NAME = 16
const NAME_WORDS = SOCKET_ADDRESS_LENGTH / 4
/** sockaddr_in6 and an IPv6 address. */
export const FROM_WORDS = NAME_WORDS + 4

const ECN = 3
const SOL_UDP = 17
const UDP_GRO = 104
const IPPROTO_IP = 0
const IPPROTO_IPV6 = 41
const IP_TOS = 1
const IPV6_TCLASS = 67

const HEADER = PLACES.receiving
const VECTOR = HEADER + 64
const NAME = HEADER + 96
const CONTROL = HEADER + 128
const CONTROL_LENGTH = 256
