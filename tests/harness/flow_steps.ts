/** Packets of several flows in turns, with what befalls packets on their way, and how flows are compared. */
import fc from "fast-check"
import { ACK, ip, PSH, tcp, tcpPacket, udpPacket } from "./ip_packets.ts"
import { payloadOf } from "./stream_arbitraries.ts"
import { toHex } from "./vectors.ts"

/** A packet of one of a few flows. A step says how it differs from what its flow would send next. */
export interface Step {
  readonly flow: number
  readonly kind: "next" | "push" | "short" | "ack" | "lost" | "marked" | "fin" | "damaged" | "fragment" | "datagram"
}

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    flow: fc.nat(5),
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant<Step["kind"]>("next") },
      { weight: 4, arbitrary: fc.constant<Step["kind"]>("datagram") },
      {
        weight: 3,
        arbitrary: fc.constantFrom<Step["kind"]>(
          "push",
          "short",
          "ack",
          "lost",
          "marked",
          "fin",
          "damaged",
          "fragment",
        ),
      },
    ),
  }),
  { maxLength: 120, size: "max" },
)

/** `size` is the payload of a full packet, or nearly. */
export function played(steps: readonly Step[], size = 100): readonly Uint8Array[] {
  const sequences = [0, 0, 0, 0, 0, 0].map((_, i) => (0xffff0000 + 30_000 * i) >>> 0)
  let id = 0
  return steps.map(({ flow, kind }, i) => {
    const own = {
      ...ip,
      version: flow % 2 === 0 ? 4 as const : 6 as const,
      source: flow >> 1,
      id: id++,
      dontFragment: flow !== 2,
      trafficClass: kind === "marked" ? 3 : 0,
    }
    const length = kind === "ack" ? 0 : kind === "short" ? 20 : size + flow
    if (kind === "datagram") return udpPacket(own, [flow, 7], payloadOf(length, i))
    const sequence = ((sequences[flow] ?? 0) + (kind === "lost" ? 500 : 0)) >>> 0
    // A fragment is of something else: what follows continues what was before it.
    if (kind !== "fragment") sequences[flow] = (sequence + length) >>> 0
    const flags = kind === "push" ? ACK | PSH : kind === "fin" ? ACK | 1 : ACK
    const packet = tcpPacket(own, { ...tcp, sequence, flags }, payloadOf(length, i))
    if (kind === "damaged") packet[packet.length - 1] = (packet[packet.length - 1] ?? 0) ^ 1
    if (kind === "fragment" && own.version === 4) packet[6] = 0x20
    return packet
  })
}

/** Protocol, addresses and ports: what must keep its order. */
const flowOf = (packet: Uint8Array): string => {
  const isV4 = (packet[0] ?? 0) >> 4 === 4
  const ports = isV4 ? packet.subarray(20, 24) : packet.subarray(40, 44)
  const addresses = isV4 ? packet.subarray(12, 20) : packet.subarray(8, 40)
  return [packet[isV4 ? 9 : 6], toHex(addresses), toHex(ports)].join()
}

/** Where fragmenting is forbidden the identification says nothing, and merging forgets it. */
const withoutId = (packet: Uint8Array): string => {
  const copy = packet.slice()
  if ((copy[0] ?? 0) >> 4 === 4 && ((copy[6] ?? 0) & 0x40) !== 0) {
    copy.fill(0, 4, 6)
    copy.fill(0, 10, 12)
  }
  return toHex(copy)
}

/** The packets of each, in their order. */
export const byFlow = (packets: readonly Uint8Array[]): Readonly<Record<string, readonly string[]>> => {
  const flows: Record<string, string[]> = {}
  for (const packet of packets) (flows[flowOf(packet)] ??= []).push(withoutId(packet))
  return flows
}
