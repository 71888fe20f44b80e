/** Numbered datagrams from one end to the other, a hundred a second, which sends each back: how many came back. */
import { UdpPort } from "../../../../src/adapters/netns/udp_port.ts"
import { readU32, writeU32 } from "../../../../src/domain/bytes.ts"
import { endpointOf } from "../../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../../src/domain/net/ip_address.ts"
import { INNER, type Side, sleep } from "../tunnel_pair.ts"

export interface PingTally {
  readonly sent: number
  readonly lost: number
}

export interface PingPlan {
  readonly everyMs?: number
  readonly patienceMs?: number
}

/** From `from`, while something runs, and until the last had its time. */
export async function pinging(
  from: Side,
  run: () => Promise<unknown>,
  { everyMs = 10, patienceMs = 3_000 }: PingPlan = {},
): Promise<PingTally> {
  const to: Side = from === "a" ? "b" : "a"
  using near = new UdpPort({ namespace: from, family: "v4", port: PORT })
  using far = new UdpPort({ namespace: to, family: "v4", port: PORT })
  const target = endpointOf(ipAddress(INNER.v4[to]), PORT)
  const missing = new Set<number>()
  let sent = 0
  let isOver = false
  let dueAt = performance.now()
  const timer = setInterval(() => {
    for (let one = far.receive(); one !== undefined; one = far.receive()) far.send(one.payload, one.from)
    for (let one = near.receive(); one !== undefined; one = near.receive()) missing.delete(readU32(one.payload, 0))
    if (isOver || performance.now() < dueAt) return
    dueAt = performance.now() + everyMs
    missing.add(sent)
    near.send(numbered(sent++), target)
  }, LOOK_EVERY_MS)
  try {
    await run()
    isOver = true
    for (const until = performance.now() + patienceMs; missing.size > 0 && performance.now() < until;) await sleep(10)
    return { sent, lost: missing.size }
  } finally {
    clearInterval(timer)
  }
}

function numbered(number: number): Uint8Array {
  const payload = new Uint8Array(56)
  writeU32(payload, 0, number)
  return payload
}

const PORT = 4_100
const LOOK_EVERY_MS = 2
