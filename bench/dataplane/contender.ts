/** Who is measured: the bare link, wireguard-go, and our device with either cipher; both ends the same. */
import { execFileSync } from "node:child_process"
import { performSteps } from "../../src/adapters/netns/perform.ts"
import type { Implementation, Variant } from "../../tests/kernel/wireguard/tunnel_end.ts"
import { OUTER, sleep, TunnelPair, UNDERLAY } from "../../tests/kernel/wireguard/tunnel_pair.ts"

export interface Contender {
  readonly name: string
  /** undefined: no tunnel at all. */
  readonly tunnel: { readonly implementation: Implementation; readonly variant: Variant } | undefined
}

/** Two namespaces, a and b, with something between them. */
export interface Running {
  /** Where b is reached from a. */
  readonly target: string
  /** Milliseconds from when the second end was started until it had its handshake and a datagram was through. */
  readonly readyMs: number
  /** Of the tunnel's two processes. */
  readonly pids: readonly number[]
  readonly close: () => Promise<void>
}

/** With so many peers on each end. */
export async function start({ name, tunnel }: Contender, peers: number): Promise<Running> {
  if (tunnel === undefined) {
    performSteps(UNDERLAY)
    return { target: OUTER.b, readyMs: 0, pids: [], close: () => Promise.resolve(removeAll()) }
  }
  const { implementation, variant } = tunnel
  const pair = await TunnelPair.build({ a: implementation, b: implementation, variant, crowd: peers - 1 })
  if (!await pair.carries("b", 100)) throw new Error(`${name} carries nothing`)
  const readyMs = performance.now() - pair.secondBeganAt
  return {
    target: "10.80.0.2",
    readyMs,
    pids: ["a", "b"].flatMap(pidsIn),
    close: async () => {
      await pair.close()
      await sleep(200)
    },
  }
}

const removeAll = (): void => performSteps(["a", "b"].map((name) => ({ tool: "ip", line: `netns del ${name}` })))

export const pidsIn = (namespace: string): readonly number[] =>
  execFileSync("ip", ["netns", "pids", namespace], { encoding: "utf8" }).split("\n").filter(Boolean).map(Number)
