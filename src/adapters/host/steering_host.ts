/**
 * The host's routing as the mesh wants it. Rules and table are ours alone: those that an earlier run left behind go
 * before, and ours go at the end. Peers' own addresses come in by the tunnel although the main table leads to them
 * elsewhere, so the tunnel does without reverse-path filtering (RFC 3704): whose packets they are WireGuard has proved.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { ROUTING_TABLE, RULE_PRIORITY, type Steering } from "../../domain/mesh/steering.ts"
import type { Family } from "../../domain/net/ip_address.ts"
import { familyFlags, performLines } from "../linux/ip_batch.ts"
import { nftRules, noRules } from "./nft_rules.ts"
import { ruleLine, type Tunnel, tunnelLines, withoutTunnel } from "./tunnel_lines.ts"

/**
 * Throws with what went wrong, and leaves nothing of it. What stands in the way, and only the operator may change, is
 * returned in words.
 */
export function raiseTunnel(tunnel: Tunnel): string | undefined {
  const other = othersTunnel(tunnel)
  if (other !== undefined) throw new Error(`table ${ROUTING_TABLE} leads into ${other} already; ${ONE_ALONE}`)
  lowerTunnel(tunnel)
  try {
    keepTunnel(tunnel)
  } catch (error) {
    lowerTunnel(tunnel)
    throw error
  }
  const ofAll = filterOf("all")
  return ofAll === OFF ? undefined : `net.ipv4.conf.all.rp_filter is ${ofAll}: ${FILTERED}`
}

/** Makes what is not there, or not any more: a link that goes down takes its addresses and routes along. */
export function keepTunnel(tunnel: Tunnel): void {
  performLines(tunnelLines(tunnel))
  for (const family of FAMILIES) if (!hasRule(family)) performLines([ruleLine("add")], family)
  if (filterOf(tunnel.name) !== OFF) writeFileSync(reversePathFilter(tunnel.name), OFF)
}

/** The interface stays, for whoever made it. */
export function lowerTunnel(tunnel: Tunnel): void {
  nft(noRules)
  for (const family of FAMILIES) while (isPerformed(ruleLine("del"), family));
  for (const line of withoutTunnel(tunnel)) isPerformed(line)
}

/** Throws with what went wrong. */
export function steer(steering: Steering): void {
  const trouble = nft(nftRules(steering))
  if (trouble !== undefined) throw new Error(trouble)
}

/** Of another mesh on this host, or of one that was: routes go with their interface. */
const othersTunnel = ({ name }: Tunnel): string | undefined =>
  FAMILIES.flatMap((family) => [...said(`route show table ${ROUTING_TABLE}`, family).matchAll(/ dev (\S+)/g)])
    .map(([, device = ""]) => device)
    .find((device) => device !== name)

const hasRule = (family: Family): boolean =>
  said(`rule show priority ${RULE_PRIORITY}`, family).includes(`lookup ${ROUTING_TABLE}`)

/** Takes no file, so that on a full disk, too, everything goes. */
const isPerformed = (line: string, family?: Family): boolean => ip(line, family).status === 0

const said = (line: string, family: Family): string => ip(line, family).stdout ?? ""

const ip = (line: string, family?: Family) =>
  spawnSync("ip", [...familyFlags(family), ...line.split(" ")], { encoding: "utf8", stdio: HEARD })

/** undefined if all is well. */
function nft(rules: string): string | undefined {
  const { status, error, stderr } = spawnSync("nft", ["-f", "-"], { input: rules, encoding: "utf8" })
  if (error !== undefined) return `nft(8) cannot be run (${error.message}); install nftables`
  return status === 0 ? undefined : `nft: ${stderr.split("\n")[0] ?? ""}`
}

const FAMILIES: readonly Family[] = ["v4", "v6"]
const OFF = "0"
const HEARD: ("ignore" | "pipe")[] = ["ignore", "pipe", "ignore"]
const ONE_ALONE = "a host can be in one mesh; end the other, or take those routes away"
const filterOf = (name: string): string => readFileSync(reversePathFilter(name), "utf8").trim()
const reversePathFilter = (name: string): string => `/proc/sys/net/ipv4/conf/${name}/rp_filter`
/** The larger of both counts, and without an IPv4 address on the interface even a loose one drops (fib_frontend.c). */
const FILTERED = "what peers send from their own IPv4 addresses is dropped; set it to 0"
