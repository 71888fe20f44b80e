/** Two ends on one link, each the other's only peer, and a UDP port inside the tunnel at each for both families. */
import { execFileSync } from "node:child_process"
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import type { Step } from "../../../src/adapters/netns/step.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { equalBytes } from "../../../src/domain/bytes.ts"
import { endpointOf } from "../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../src/domain/net/ip_address.ts"
import { type EndPlan, type Implementation, TunnelEnd, type Variant } from "./tunnel_end.ts"

export type Side = "a" | "b"
export type Family = "v4" | "v6"

export interface PairPlan {
  readonly a: Implementation
  readonly b: Implementation
  readonly variant?: Variant
  /** Of an end that is not simply started in its namespace. */
  readonly start?: (plan: EndPlan) => Promise<TunnelEnd>
  /** Keys as `wg genpsk` makes them; undefined for none. */
  readonly presharedKeys?: { readonly a: string; readonly b: string }
  /** How many peers each has besides; nobody ever hears of them. */
  readonly crowd?: number
  /** What is between the ends, which are in the namespaces "a" and "b"; `UNDERLAY` if left out. */
  readonly underlay?: readonly Step[]
}

export class TunnelPair {
  readonly a: TunnelEnd
  readonly b: TunnelEnd
  readonly keys: { readonly a: string; readonly b: string }
  /** When b was started, with a running already; of `performance.now()`. */
  readonly secondBeganAt: number
  readonly #underlay: readonly Step[]
  readonly #ports: Readonly<Record<Side, Readonly<Record<Family, UdpPort>>>>

  private constructor({ a, b, keys, secondBeganAt }: Ends, underlay: readonly Step[]) {
    this.a = a
    this.b = b
    this.keys = keys
    this.secondBeganAt = secondBeganAt
    this.#underlay = underlay
    const portsOf = (namespace: string) => ({
      v4: new UdpPort({ namespace, family: "v4", port: INNER_PORT }),
      v6: new UdpPort({ namespace, family: "v6", port: INNER_PORT }),
    })
    this.#ports = { a: portsOf(a.name), b: portsOf(b.name) }
  }

  /** Nothing has gone through the tunnel yet. */
  static async build(plan: PairPlan): Promise<TunnelPair> {
    const { start = TunnelEnd.start, underlay = UNDERLAY } = plan
    performSteps(underlay)
    const secret = { a: wg("genkey"), b: wg("genkey") }
    const keys = { a: wg("pubkey", secret.a), b: wg("pubkey", secret.b) }
    const end = (side: Side, other: Side): Promise<TunnelEnd> =>
      start({
        name: side,
        implementation: plan[side],
        ...(plan.variant && { variant: plan.variant }),
        addresses: [`${INNER.v4[side]}/24`, `${INNER.v6[side]}/64`],
        config: [
          "[Interface]",
          `PrivateKey = ${secret[side]}`,
          `ListenPort = ${OUTER_PORT}`,
          "[Peer]",
          `PublicKey = ${keys[other]}`,
          ...(plan.presharedKeys === undefined ? [] : [`PresharedKey = ${plan.presharedKeys[side]}`]),
          `AllowedIPs = ${INNER.v4[other]}/32, ${INNER.v6[other]}/128`,
          `Endpoint = ${OUTER[other]}:${OUTER_PORT}`,
          ...strangers(plan.crowd ?? 0),
          "",
        ].join("\n"),
      })
    const a = await end("a", "b")
    const secondBeganAt = performance.now()
    return new TunnelPair({ a, b: await end("b", "a"), keys, secondBeganAt }, underlay)
  }

  /** Sends so many bytes from one side to the other; whether they arrive, and as they were. */
  async carries(from: Side, length: number, family: Family = "v4", patienceMs = PATIENCE_MS): Promise<boolean> {
    const to: Side = from === "a" ? "b" : "a"
    const payload = crypto.getRandomValues(new Uint8Array(length))
    this.#empty(to)
    this.#ports[from][family].send(payload, endpointOf(ipAddress(INNER[family][to]), INNER_PORT))
    for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(2)) {
      const got = this.#ports[to][family].receive()
      if (got !== undefined) return equalBytes(got.payload, payload)
    }
    return false
  }

  async close(): Promise<void> {
    for (const side of ["a", "b"] as const) {
      for (const port of Object.values(this.#ports[side])) port.close()
      if (this[side].process?.exitCode === null) await this[side].stop("SIGTERM")
      else if (this[side].implementation === "wireguard-go") this[side].run("ip", "link", "del", this[side].device)
    }
    const made = this.#underlay.flatMap((
      step,
    ) => (step.tool === "ip" ? /^netns add (.*)/.exec(step.line)?.[1] ?? [] : []))
    performSteps(made.map((name) => ({ tool: "ip", line: `netns del ${name}` })))
  }

  #empty(side: Side): void {
    for (const port of Object.values(this.#ports[side])) while (port.receive() !== undefined);
  }
}

type Ends = Pick<TunnelPair, "a" | "b" | "keys" | "secondBeganAt">

/** Peers with keys that are nobody's. */
const strangers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => [
    "[Peer]",
    `PublicKey = ${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`,
    `AllowedIPs = 10.81.${i >> 8}.${i & 255}/32, fd81::${i.toString(16)}/128`,
  ]).flat()

export const wg = (command: "genkey" | "genpsk" | "pubkey", input = ""): string =>
  execFileSync("wg", [command], { input, encoding: "utf8" }).trim()

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const OUTER = { a: "10.9.0.1", b: "10.9.0.2" } as const
export const OUTER_V6 = { a: "fd09::1", b: "fd09::2" } as const
export const INNER = { v4: { a: "10.80.0.1", b: "10.80.0.2" }, v6: { a: "fd80::1", b: "fd80::2" } } as const
const OUTER_PORT = 51820
const INNER_PORT = 4000
const PATIENCE_MS = 3_000

export const UNDERLAY: readonly Step[] = [
  { tool: "ip", line: "netns add a" },
  { tool: "ip", line: "netns add b" },
  { tool: "ip", line: "link add eth0 netns a type veth peer name eth0 netns b" },
  ...(["a", "b"] as const).flatMap((namespace): readonly Step[] => [
    { tool: "ip", namespace, line: `addr add ${OUTER[namespace]}/24 dev eth0` },
    { tool: "ip", namespace, line: `addr add ${OUTER_V6[namespace]}/64 dev eth0 nodad` },
    { tool: "ip", namespace, line: "link set lo up" },
    { tool: "ip", namespace, line: "link set eth0 up" },
  ]),
]
