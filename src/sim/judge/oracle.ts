/**
 * Whether two nodes can have a direct path at all, from what stands before them: the closed form of spec/nat.md 6.1,
 * which agrees with RFC 5128 section 3.3. It assumes that each learns the address that the other shows to a third
 * party, and that both keep trying; so it says what is possible, not what a policy manages.
 */
import type { Edge } from "./edge.ts"

export type Prospect =
  | { readonly canConnect: true }
  | { readonly canConnect: false; readonly why: string }

const POSSIBLE: Prospect = { canConnect: true }

export function prospectOf(a: Edge | undefined, b: Edge | undefined): Prospect {
  if (a === undefined || b === undefined) return { canConnect: false, why: "one end is not connected to anything" }
  const blocker = a.blockedBy ?? b.blockedBy
  if (blocker !== undefined) return { canConnect: false, why: `UDP is blocked by ${blocker}` }
  if (isHeard(a, b) && isAnswered(a, b)) return POSSIBLE
  if (isHeard(b, a) && isAnswered(b, a)) return POSSIBLE
  return { canConnect: false, why: whyNot(a, b) }
}

/** A packet from `from` to the address that `to` shows to third parties gets in, once `to` has sent as well. */
function isHeard(from: Edge, to: Edge): boolean {
  if (to.filtering === "open" || to.filtering === "endpoint-independent") return true
  if (to.mapping !== "endpoint-independent") return false
  return to.filtering === "address-dependent" || from.mapping === "endpoint-independent"
}

/** The answer, to the address that `from` now shows, gets in. */
function isAnswered(from: Edge, to: Edge): boolean {
  if (from.filtering !== "address-and-port-dependent") return true
  return to.mapping === "endpoint-independent"
}

function whyNot(a: Edge, b: Edge): string {
  const [symmetric, other] = a.mapping === "endpoint-independent" ? [b, a] : [a, b]
  const strict = listed(symmetric.devices)
  if (other.mapping !== "endpoint-independent") {
    return `${strict} and ${listed(other.devices)} use a new port for every peer, so neither can know where to send`
  }
  return `${strict} uses a new port for every peer, and ${listed(other.devices)} lets in only ports that it has called`
}

const listed = (names: readonly string[]): string => names.join(" and ") || "nothing"
