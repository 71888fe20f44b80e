/**
 * sendmsg(2) out of the arena: one datagram, or a run of them in one call (UDP_SEGMENT, udp(7)), with the traffic class
 * that the packets inside ask for.
 */
import type { Arena } from "./arena.ts"
import { PLACES } from "./arena.ts"
import { type Calls, calls, EAGAIN, EINTR, EINVAL, EIO, EMSGSIZE, ENETUNREACH, errno } from "./calls.ts"
import type { Troubles } from "./trouble_log.ts"
import type { UdpSockets } from "./udp_sockets.ts"
import { endpointOfWay, type Way, withoutSource } from "./way.ts"

/** A row of datagrams in the arena, all as long as the first but for the last, which may be shorter. */
export interface Run {
  readonly at: number
  readonly length: number
  /** Of each; as long as the run where there is one. */
  readonly segment: number
  /** The two bits of RFC 3168. */
  readonly ecn: number
}

export class Sender {
  readonly #arena: Arena
  readonly #calls: Calls = calls()
  #sockets: UdpSockets
  #canSegment = true
  readonly #troubles: Troubles
  #last: Way | undefined

  constructor(arena: Arena, sockets: UdpSockets, troubles: Troubles) {
    this.#arena = arena
    this.#sockets = sockets
    this.#troubles = troubles
    arena.setAddress(HEADER, NAME)
    arena.setAddress(HEADER + 16, VECTOR)
    arena.view.setBigUint64(HEADER + 24, 1n, true)
    arena.setAddress(HEADER + 32, CONTROL)
  }

  setSockets(sockets: UdpSockets): void {
    this.#sockets = sockets
  }

  /**
   * 0, or the errno of what could not be sent. A source address that is not the host's any more is left out: of that
   * IPv6 says EINVAL, and IPv4 that or ENETUNREACH, by the kernel's version.
   */
  send(way: Way, run: Run): number {
    const socket = this.#sockets[way.family]
    if (socket === undefined) return this.#failed(way, EINVAL)
    if (run.segment < run.length && !this.#canSegment) return this.#sendEach(way, run)
    let taken = way
    let code = this.#attempt(socket, way, run)
    if ((code === EINVAL || code === ENETUNREACH) && way.control.length > 0) {
      const plain = withoutSource(way)
      const next = this.#attempt(socket, plain, run)
      // The same answer may have been to the run: then its datagrams find out about the source by themselves.
      if (next !== code) taken = plain
      code = next
    }
    if (run.segment < run.length && (code === EIO || code === EINVAL || code === EMSGSIZE)) {
      if (code === EIO) this.#canSegment = false
      return this.#sendEach(taken, run)
    }
    if (code !== 0) return this.#failed(way, code)
    if (this.#troubles.isAny) this.#troubles.worked(endpointOfWay(way))
    return 0
  }

  #sendEach(way: Way, { at, length, segment, ecn }: Run): number {
    let worst = 0
    for (let done = 0; done < length; done += segment) {
      const rest = Math.min(segment, length - done)
      worst = this.send(way, { at: at + done, length: rest, segment: rest, ecn }) || worst
    }
    return worst
  }

  #attempt(socket: number, way: Way, run: Run): number {
    const { view } = this.#arena
    this.#point(way)
    this.#arena.setAddress(VECTOR, run.at)
    view.setBigUint64(VECTOR + 8, BigInt(run.length), true)
    let end = CONTROL + way.control.length
    if (run.ecn !== 0) end = this.#control(end, way.family === "v4" ? TOS_V4 : TOS_V6, run.ecn)
    if (run.segment < run.length) end = this.#control(end, SEGMENT, run.segment)
    view.setBigUint64(HEADER + 40, BigInt(end - CONTROL), true)
    for (let waits = 0;; waits++) {
      if (this.#calls.sendmsg(socket, this.#arena.address(HEADER), 0) >= 0) return 0
      const code = errno()
      if (code !== EINTR && (code !== EAGAIN || waits >= MOST_WAITS)) return code
      if (code === EAGAIN) this.#waitFor(socket)
    }
  }

  #point(way: Way): void {
    if (way === this.#last) return
    this.#last = way
    this.#arena.bytes.set(way.name, NAME)
    this.#arena.view.setUint32(HEADER + 8, way.name.length, true)
    this.#arena.bytes.set(way.control, CONTROL)
  }

  /** Where the next one goes. */
  #control(at: number, { level, type, length }: ControlKind, value: number): number {
    const { view } = this.#arena
    view.setBigUint64(at, BigInt(16 + length), true)
    view.setInt32(at + 8, level, true)
    view.setInt32(at + 12, type, true)
    view.setInt32(at + 16, value, true)
    return at + 24
  }

  /** Its buffer is full: until it is not, but not for long. */
  #waitFor(socket: number): void {
    const { view } = this.#arena
    view.setInt32(POLL, socket, true)
    view.setInt32(POLL + 4, POLLOUT, true)
    this.#calls.poll(this.#arena.address(POLL), 1, PATIENCE_MS)
  }

  #failed(way: Way, code: number): number {
    this.#troubles.failed(endpointOfWay(way), code)
    return code
  }
}

interface ControlKind {
  readonly level: number
  readonly type: number
  readonly length: number
}

/** IP_TOS, IPV6_TCLASS and UDP_SEGMENT, whose value has 16 bits. */
const TOS_V4: ControlKind = { level: 0, type: 1, length: 4 }
const TOS_V6: ControlKind = { level: 41, type: 67, length: 4 }
const SEGMENT: ControlKind = { level: 17, type: 103, length: 2 }

const POLLOUT = 4
const PATIENCE_MS = 5
const MOST_WAITS = 4

const HEADER = PLACES.sending
const VECTOR = HEADER + 64
const NAME = HEADER + 96
const CONTROL = HEADER + 128
const POLL = HEADER + 448
