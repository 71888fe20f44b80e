/**
 * A UDP port in a namespace. ICMP errors come by IP_RECVERR / IPV6_RECVERR. The kernel also lets the next call on the
 * socket fail for each of them, whatever that call is about: then the errors are kept for `nextError` and the call is
 * made again, so a failure that `send` tells of is its own.
 */
import { present } from "../../domain/assert.ts"
import type { Endpoint } from "../../domain/net/endpoint.ts"
import { addressFromOctets, type Family, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import { type IcmpError, type LocalError, readQueuedError } from "./icmp_report.ts"
import { libc } from "../linux/libc.ts"
import { type ReceivedMessage, receiveMessage } from "./message_buffer.ts"
import type { Socket } from "../linux/socket.ts"
import { PACKET_INFO, readSocketAddress, socketAddress } from "../linux/socket_address.ts"
import { errnoName, SystemCallError } from "../linux/system_call_error.ts"
import { openUdpSocket, setTtl, type UdpPortOptions } from "./udp_socket.ts"

export interface Datagram {
  readonly payload: Uint8Array
  readonly from: Endpoint
  /** The address of ours that it was sent to. */
  readonly to: IpAddress
}

/** Why our own machine did not let a datagram go. */
export interface SendFailure {
  /** `EMSGSIZE`, `ENETUNREACH`, `EPERM` (a firewall), `EAGAIN` (no room) and so on. */
  readonly code: string
  /** With EMSGSIZE: what would have been short enough, headers included. */
  readonly mtu?: number
}

export class UdpPort implements Disposable {
  readonly family: Family
  readonly #socket: Socket
  readonly #errors: IcmpError[] = []
  #ttl: number | undefined

  constructor(options: UdpPortOptions) {
    this.family = options.family
    this.#socket = openUdpSocket(options)
  }

  get descriptor(): number {
    return this.#socket.descriptor
  }

  /** Undefined when it is on its way. */
  send(payload: Uint8Array, to: Endpoint, ttl: number = DEFAULT_TTL): SendFailure | undefined {
    if (familyOf(to.address) !== this.family) return { code: "EAFNOSUPPORT" }
    if (ttl !== this.#ttl) setTtl(this.#socket, this.family, ttl)
    this.#ttl = ttl
    const [bytes, address] = [payload.slice(), socketAddress(this.family, to.port, to.address)]
    for (let hasFailed = false;; hasFailed = true) {
      if (libc().sendto(this.descriptor, bytes, bytes.length, 0, address, address.length) >= 0) return undefined
      const errno = libc().errno()
      const { isNews, local } = this.#drain()
      if (isNews || !hasFailed) continue
      const code = errnoName(errno)
      if (code === "EBADF") throw new SystemCallError("sendto", errno, `send from ${this.#socket.what}`)
      return local === undefined ? { code } : { code, mtu: local.mtu }
    }
  }

  /** The next datagram that waits. */
  receive(): Datagram | undefined {
    for (let hasFailed = false;; hasFailed = true) {
      const message = receiveMessage(this.descriptor, 0)
      if (message !== undefined) return datagramOf(message, this.family)
      const errno = libc().errno()
      if (errnoName(errno) === "EAGAIN") return undefined
      if (this.#drain().isNews || !hasFailed) continue
      throw new SystemCallError("recvmsg", errno, `receive at ${this.#socket.what}`)
    }
  }

  /** The next ICMP error that waits, in the order in which they came. */
  nextError(): IcmpError | undefined {
    if (this.#errors.length === 0) this.#drain()
    return this.#errors.shift()
  }

  close(): void {
    this.#socket.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Empties the error queue; `isNews` says whether anything was in it that came from outside. */
  #drain(): { readonly isNews: boolean; readonly local: LocalError | undefined } {
    let isNews = false
    let local: LocalError | undefined
    for (;;) {
      const message = receiveMessage(this.descriptor, MSG_ERRQUEUE)
      if (message === undefined) return { isNews, local }
      const queued = readQueuedError(message)
      if (queued?._tag === "local") local = queued.error
      if (queued?._tag !== "icmp") continue
      this.#errors.push(queued.error)
      isNews = true
    }
  }
}

function datagramOf({ name, control, payload }: ReceivedMessage, family: Family): Datagram {
  const { type, destinationAt } = PACKET_INFO[family]
  const info = present(control.find((message) => message.type === type)?.data, "the kernel tells what it was asked for")
  const from = present(readSocketAddress(name), "a datagram has a source")
  return { payload: payload.slice(), from, to: addressFromOctets(info, destinationAt, family) }
}

const DEFAULT_TTL = 64
const MSG_ERRQUEUE = 0x2000
