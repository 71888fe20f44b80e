/**
 * Both want a tunnel at the same time, on a link that takes so long that neither has heard of the other's initiation when
 * it sends its own: still what each sent first arrives, and nobody has to ask twice (plan, row 10; spec 1.7).
 */
import { UdpPort } from "../../../../src/adapters/netns/udp_port.ts"
import { endpointOf } from "../../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../../src/domain/net/ip_address.ts"
import { reopen } from "../cases.ts"
import { INNER, type Side, sleep, TunnelPair } from "../tunnel_pair.ts"
import { MESSAGE, ofType } from "./capture.ts"
import { DelayedLink, WITH_HUB } from "./delayed_link.ts"

export async function crossingsComplete(): Promise<string | undefined> {
  for (const b of ["meshfold", "wireguard-go"] as const) {
    const pair = await TunnelPair.build({ a: "meshfold", b, underlay: WITH_HUB })
    try {
      using link = new DelayedLink()
      if (!await pair.carries("a", 100)) return `${b}: nothing came through the hub`
      for (const delayMs of DELAYS_MS) {
        const trouble = await crosses(pair, link, delayMs)
        if (trouble !== undefined) return `with ${b}, ${delayMs.a} and ${delayMs.b} ms one way: ${trouble}`
      }
    } finally {
      await pair.close()
    }
  }
  return undefined
}

async function crosses(
  pair: TunnelPair,
  link: DelayedLink,
  delayMs: DelayedLink["delayMs"],
): Promise<string | undefined> {
  reopen(pair, () => {})
  await sleep(SETTLED_MS)
  link.take()
  link.delayMs = delayMs
  const arrived = await bothSend()
  link.delayMs = { a: 0, b: 0 }
  const seen = link.take()
  const initiations = ofType(seen, MESSAGE.initiation).map(({ from }) => from)
  const first = seen.map(({ from, payload }) => `${from}${payload[0]}`).join(" ")
  if (!arrived) return `not both have arrived: ${first}`
  if (initiations.length > 2 || new Set(initiations).size < initiations.length) return `somebody asked twice: ${first}`
  const haveCrossed = initiations.length === 2
  return haveCrossed || Math.min(delayMs.a, delayMs.b) === 0 ? undefined : `they did not cross: ${first}`
}

/** Whether both arrived. */
async function bothSend(): Promise<boolean> {
  using a = new UdpPort({ namespace: "a", family: "v4", port: PORT })
  using b = new UdpPort({ namespace: "b", family: "v4", port: PORT })
  const to = (side: Side) => endpointOf(ipAddress(INNER.v4[side]), PORT)
  a.send(Uint8Array.of(1), to("b"))
  b.send(Uint8Array.of(2), to("a"))
  let [hasA, hasB] = [false, false]
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until && !(hasA && hasB); await sleep(2)) {
    hasA ||= a.receive() !== undefined
    hasB ||= b.receive() !== undefined
  }
  return hasA && hasB
}

const DELAYS_MS: readonly DelayedLink["delayMs"][] = [
  { a: 0, b: 0 },
  { a: 25, b: 25 },
  { a: 100, b: 100 },
  { a: 300, b: 300 },
  { a: 30, b: 300 },
  { a: 300, b: 30 },
]
const PORT = 4_300
/** Longer than any retry takes: that there was one is told by what was seen, not by the time. */
const PATIENCE_MS = 20_000
/** What was under way has come. */
const SETTLED_MS = 50
