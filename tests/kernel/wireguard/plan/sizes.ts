/**
 * Inner packets of every length that an interface takes, with MTUs that are multiples of 16 and that are not: padding
 * follows spec/wireguard.md 1.13, and outside there is never a fragment (plan, row 2).
 */
import { performSteps } from "../../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../../src/adapters/netns/udp_port.ts"
import { endpointOf } from "../../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../../src/domain/net/ip_address.ts"
import { type Family, INNER, type Side, sleep, TunnelPair } from "../tunnel_pair.ts"
import { Capture, MESSAGE, ofType } from "./capture.ts"

export async function everySizeIsPadded(): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "meshfold", b: "wireguard-go" })
  try {
    for (const side of ["a", "b"] as const) if (!await pair.carries(side, 100)) return `nothing came from ${side}`
    for (const mtu of MTUS) {
      for (const namespace of ["a", "b"] as const) {
        performSteps([{ tool: "ip", namespace, line: `link set ${pair[namespace].device} mtu ${mtu}` }])
      }
      await sleep(MTU_IS_SEEN_MS)
      for (const from of ["a", "b"] as const) {
        for (const family of ["v4", "v6"] as const) {
          const trouble = await everySize({ from, family, mtu })
          if (trouble !== undefined) return `MTU ${mtu}, ${family} from ${from}: ${trouble}`
        }
      }
    }
    return undefined
  } finally {
    await pair.close()
  }
}

interface Way {
  readonly from: Side
  readonly family: Family
  readonly mtu: number
}

/** In rows of ever longer ones, as equal ones may leave together, and the capture would not see them one by one. */
async function everySize({ from, family, mtu }: Way): Promise<string | undefined> {
  const to: Side = from === "a" ? "b" : "a"
  using capture = new Capture([from])
  using near = new UdpPort({ namespace: from, family, port: PORT, dontFragment: true })
  using far = new UdpPort({ namespace: to, family, port: PORT })
  const target = endpointOf(ipAddress(INNER[family][to]), PORT)
  const longest = mtu - HEADERS[family]
  for (let first = 0; first < PADDING; first++) {
    const sizes = Array.from({ length: Math.ceil((longest + 1 - first) / PADDING) }, (_, i) => first + i * PADDING)
    const failed = sizes.find((size) => near.send(new Uint8Array(size).fill(size), target) !== undefined)
    if (failed !== undefined) return `${failed} bytes did not leave`
    const got = await receive(far, sizes.length)
    const lost = sizes.find((size) => !got.has(size))
    if (lost !== undefined) return `${lost} bytes did not arrive`
    const lengths = ofType(capture.take(), MESSAGE.transport).map(({ payload }) => payload.length)
    const wrong = sizes.find((size) => !lengths.includes(outerLength(size + HEADERS[family], mtu)))
    if (wrong !== undefined) return `${wrong} bytes were not padded as they should be: ${lengths}`
  }
  if (near.send(new Uint8Array(longest + 1), target)?.code !== "EMSGSIZE") return "the interface took one too long"
  if (capture.fragments > 0) return `${capture.fragments} fragments`
  return capture.runs > 0 ? `${capture.runs} runs were not looked at` : undefined
}

/** The sizes of those that came whole. */
async function receive(port: UdpPort, count: number): Promise<ReadonlySet<number>> {
  const sizes = new Set<number>()
  for (const until = performance.now() + PATIENCE_MS; sizes.size < count && performance.now() < until; await sleep(1)) {
    for (let one = port.receive(); one !== undefined; one = port.receive()) {
      const { length } = one.payload
      if (one.payload.every((byte) => byte === (length & 0xff))) sizes.add(length)
    }
  }
  return sizes
}

/** A multiple of 16, but not beyond the MTU; and 32 bytes of header and tag. */
const outerLength = (inner: number, mtu: number): number => 32 + Math.min(mtu, Math.ceil(inner / PADDING) * PADDING)

const MTUS = [1420, 1280, 1300, 1299]
const HEADERS = { v4: 28, v6: 48 } as const
const PADDING = 16
const PORT = 4_200
const PATIENCE_MS = 3_000
/** Our line looks once a second. */
const MTU_IS_SEEN_MS = 1_200
