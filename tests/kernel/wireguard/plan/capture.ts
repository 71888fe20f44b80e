/**
 * What the two ends of a tunnel say to each other on the outer link, as UDP datagrams. Each end's wire is heard where its
 * frames come in, so the order holds for each direction alone.
 */
import { Wire } from "../../../../src/adapters/netns/wire.ts"
import { readU16 } from "../../../../src/domain/bytes.ts"
import { readFrame } from "../../../../src/sim/lab/frame.ts"
import type { Endpoint } from "../../../../src/domain/net/endpoint.ts"
import type { Side } from "../tunnel_pair.ts"

export interface Seen {
  readonly from: Side
  readonly source: Endpoint
  readonly destination: Endpoint
  /** Of the IP header on, as the header has it. */
  readonly length: number
  readonly payload: Uint8Array
}

/** Of the first byte (spec/wireguard.md 1.2). */
export const MESSAGE = { initiation: 1, response: 2, cookieReply: 3, transport: 4 } as const
export type MessageType = (typeof MESSAGE)[keyof typeof MESSAGE]

export class Capture implements Disposable {
  readonly #wires: readonly (readonly [from: Side, wire: Wire])[]
  /** Frames of which only a piece of a datagram came: none may. */
  fragments = 0

  /** Of what these sides send. */
  constructor(from: readonly Side[] = ["a", "b"]) {
    this.#wires = from.map((side) => [side, new Wire({ namespace: side === "a" ? "b" : "a", device: "eth0" })])
  }

  /** All UDP since the last time. Runs that a sender left for the link to cut up are not among it. */
  take(): readonly Seen[] {
    const seen: Seen[] = []
    for (const [from, wire] of this.#wires) {
      for (let frame = wire.receive(); frame !== undefined; frame = wire.receive()) {
        if (isFragment(frame)) this.fragments++
        const one = readDatagram(frame, from)
        if (one !== undefined) seen.push(one)
      }
    }
    return seen
  }

  /** Runs that a sender left for the link to cut up. */
  get runs(): number {
    return this.#wires.reduce((sum, [, { oversized }]) => sum + oversized, 0)
  }

  [Symbol.dispose](): void {
    for (const [, wire] of this.#wires) wire.close()
  }
}

export function readDatagram(frame: Uint8Array, from: Side): Seen | undefined {
  const content = readFrame(frame)
  if (content === undefined || content.error !== undefined) return undefined
  const header = isV4(frame) ? 20 : 40
  const packet = frame.subarray(ETHERNET)
  const length = isV4(frame) ? readU16(packet, 2) : readU16(packet, 4) + header
  const { source, destination } = content
  return { from, source, destination, length, payload: packet.slice(header + 8, length) }
}

export const ofType = (seen: readonly Seen[], type: MessageType, from?: Side): readonly Seen[] =>
  seen.filter((one) => one.payload[0] === type && (from === undefined || one.from === from))

/** Which handshake messages went by, in words: `initiation from a, response from b`. */
export const handshakes = (seen: readonly Seen[]): string =>
  Object.entries(MESSAGE)
    .flatMap(([name, type]) => (type === MESSAGE.transport ? [] : ofType(seen, type).map(({ from }) => [name, from])))
    .map(([name, from]) => `${name} from ${from}`)
    .join(", ")

/** More fragments, or an offset (RFC 791); the fragment header (RFC 8200). */
const isFragment = (frame: Uint8Array): boolean =>
  isV4(frame)
    ? (readU16(frame, ETHERNET + 6) & 0x3fff) !== 0
    : readU16(frame, 12) === 0x86dd && frame[ETHERNET + 6] === 44

const isV4 = (frame: Uint8Array): boolean => readU16(frame, 12) === 0x0800
const ETHERNET = 14
