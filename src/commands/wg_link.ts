/**
 * What wg-quick does besides the tunnel itself, as lines for ip(8): addresses, MTU, up, and routes to what the peers
 * have. All of it goes with the interface.
 */
import { type Prefix, prefixLength } from "../domain/net/prefix.ts"
import type { WgConfig } from "../adapters/wgconf/wg_config.ts"

export interface LinkPlan {
  /** In order; a line of `ip -batch` each. */
  readonly lines: readonly string[]
  /** What is asked for and left out, in words. */
  readonly warnings: readonly string[]
}

export function planLink(name: string, { addresses, mtu = USUAL_MTU, table, peers }: WgConfig): LinkPlan {
  const allowed = [...new Set(peers.flatMap(({ allowedIps }) => allowedIps))]
  const connected = new Set(addresses.map(({ network }) => network))
  const routed = table === "off" ? [] : allowed.filter((prefix) => table !== "auto" || !connected.has(prefix))
  const [left, taken] = [
    routed.filter((one) => isDefault(one) && table === "auto"),
    routed.filter((one) => !isDefault(one) || table !== "auto"),
  ]
  return {
    lines: [
      ...addresses.map(({ address, network }) => `address add ${address}/${prefixLength(network)} dev ${name}`),
      `link set dev ${name} mtu ${mtu} up`,
      ...taken.map((prefix) => `route add ${prefix} dev ${name}${typeof table === "number" ? ` table ${table}` : ""}`),
    ],
    warnings: left.map((prefix) =>
      `${prefix}: a default route would carry the tunnel's own packets; set Table to a number and add rules, or Table = off`
    ),
  }
}

const isDefault = (prefix: Prefix): boolean => prefixLength(prefix) === 0

/** An Ethernet's 1500 less 80 for an outer IPv6 packet, as wg-quick has it. */
const USUAL_MTU = 1420
