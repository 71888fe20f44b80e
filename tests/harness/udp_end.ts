/** One end of a path over the loopback: sockets, and what sends and receives on them, in an arena of its own. */
import { Arena, PLACES } from "../../src/adapters/dataplane/arena.ts"
import { newBell } from "../../src/adapters/dataplane/bell.ts"
import { Poll } from "../../src/adapters/dataplane/poll.ts"
import { Receiver } from "../../src/adapters/dataplane/receiver.ts"
import { Sender } from "../../src/adapters/dataplane/sender.ts"
import { closeUdpSockets, openUdpSockets } from "../../src/adapters/dataplane/udp_sockets.ts"
import { type Way, wayTo } from "../../src/adapters/dataplane/way.ts"
import { libc } from "../../src/adapters/linux/libc.ts"
import { endpointOf } from "../../src/domain/net/endpoint.ts"
import { type Family, ipAddress } from "../../src/domain/net/ip_address.ts"
import type { Arrival } from "../../src/domain/wireguard/peer_path.ts"
import { CountedFailures } from "./counted_failures.ts"

/** What came in one call. */
export interface Received {
  readonly payload: Uint8Array
  readonly segment: number
  readonly ecn: number
  readonly arrival: Arrival | undefined
  /** The same in words. */
  readonly words: string
}

const LOOPBACK = { v4: ipAddress("127.0.0.1"), v6: ipAddress("::1") } as const

export class UdpEnd {
  readonly arena = new Arena()
  readonly sockets = openUdpSockets(0, 0)
  readonly receiver = new Receiver(this.arena)
  readonly failures = new CountedFailures()
  readonly sender = new Sender(this.arena, this.sockets, this.failures)
  readonly #bell = newBell()
  readonly #poll = new Poll(this.arena, this.#bell.descriptor)

  constructor() {
    this.#poll.watch([this.sockets.v4, this.sockets.v6])
  }

  [Symbol.dispose](): void {
    closeUdpSockets(this.sockets)
    libc().close(this.#bell.descriptor)
  }

  endpoint(family: Family) {
    return endpointOf(LOOPBACK[family], this.sockets.port)
  }

  /** The way from here to another end. */
  wayTo(other: UdpEnd, family: Family): Way {
    return wayTo(other.endpoint(family), undefined)
  }

  /** Sends the payload as datagrams of `segment` bytes. */
  send(way: Way, payload: Uint8Array, segment = payload.length, ecn = 0): number {
    this.arena.bytes.set(payload, PLACES.outgoing)
    return this.sender.send(way, { at: PLACES.outgoing, length: payload.length, segment, ecn })
  }

  /** All that comes within so many milliseconds of silence. */
  receive(silence = 30): readonly Received[] {
    const all: Received[] = []
    this.each(silence, (at, length) => {
      const payload = this.arena.bytes.slice(at, at + length)
      const { segment, ecn } = this.receiver
      all.push({ payload, segment, ecn, arrival: this.receiver.arrival(), words: this.receiver.from().join() })
    })
    return all
  }

  /** The same where it lies, while the receiver still tells of it. */
  each(silence: number, take: (at: number, length: number) => void): void {
    while (this.#poll.wait(silence).others) {
      for (const socket of [this.sockets.v4, this.sockets.v6]) {
        if (socket !== undefined) this.#eachOf(socket, take)
      }
    }
  }

  #eachOf(socket: number, take: (at: number, length: number) => void): void {
    for (;;) {
      const length = this.receiver.receive(socket, PLACES.incoming, 65_536)
      if (length < 0) return
      take(PLACES.incoming, length)
    }
  }
}

/** Bytes of which no two places near each other are alike. */
export const pattern = (length: number, salt = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 7 + salt) & 0xff)

/** The datagrams of what came, whatever runs they came in. */
export const datagrams = (all: readonly Received[]): readonly Uint8Array[] =>
  all.flatMap(({ payload, segment }) =>
    payload.length === 0 ? [payload] : Array.from(
      { length: Math.ceil(payload.length / segment) },
      (_, i) => payload.subarray(i * segment, (i + 1) * segment),
    )
  )
