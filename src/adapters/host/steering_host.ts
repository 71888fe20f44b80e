/**
 * The host's routing as the mesh wants it. Rules and table are ours alone: those that an earlier run left behind go
 * before, and ours go at the end. Peers' own addresses come in by the tunnel although the main table leads to them
 * elsewhere, so the tunnel does without reverse-path filtering (RFC 3704): whose packets they are WireGuard has proved.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import type { Steering } from "../../domain/mesh/steering.ts"
import type { Family } from "../../domain/net/ip_address.ts"
import { performLines } from "../linux/ip_batch.ts"
import { nftRules, noRules } from "./nft_rules.ts"
import { ruleLine, type Tunnel, tunnelLines, withoutTunnel } from "./tunnel_lines.ts"

/** Throws with what went wrong. What stands in the way, and only the operator may change, is returned in words. */
export function raiseTunnel(tunnel: Tunnel): string | undefined {
  lowerTunnel(tunnel)
  performLines(tunnelLines(tunnel))
  for (const family of FAMILIES) performLines([ruleLine("add")], family)
  writeFileSync(reversePathFilter(tunnel.name), OFF)
  const ofAll = readFileSync(reversePathFilter("all"), "utf8").trim()
  return ofAll === OFF ? undefined : `net.ipv4.conf.all.rp_filter is ${ofAll}: ${FILTERED}`
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

function isPerformed(line: string, family?: Family): boolean {
  try {
    performLines([line], family)
    return true
  } catch {
    return false
  }
}

/** undefined if all is well. */
function nft(rules: string): string | undefined {
  const { status, error, stderr } = spawnSync("nft", ["-f", "-"], { input: rules, encoding: "utf8" })
  if (error !== undefined) return `nft(8) cannot be run (${error.message}); install nftables`
  return status === 0 ? undefined : `nft: ${stderr.split("\n")[0] ?? ""}`
}

const FAMILIES: readonly Family[] = ["v4", "v6"]
const OFF = "0"
const reversePathFilter = (name: string): string => `/proc/sys/net/ipv4/conf/${name}/rp_filter`
/** The larger of both counts, and without an IPv4 address on the interface even a loose one drops (fib_frontend.c). */
const FILTERED = "what peers send from their own IPv4 addresses is dropped; set it to 0"
