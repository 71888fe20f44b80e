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

/** Of two nodes that may talk in either family, given the edges of both in each: one family is enough. */
export function bestProspect(byFamily: readonly (readonly [Edge | undefined, Edge | undefined])[]): Prospect {
  const shared = byFamily.filter(([a, b]) => a !== undefined && b !== undefined)
  const prospects = (shared.length > 0 ? shared : byFamily.slice(0, 1)).map(([a, b]) => prospectOf(a, b))
  const [first = POSSIBLE] = prospects
  const isConnected = [0, 1].every((end) => byFamily.some((edges) => edges[end] !== undefined))
  if (shared.length === 0 && isConnected) return { canConnect: false, why: "the two have no address family in common" }
  return prospects.find(({ canConnect }) => canConnect) ?? first
}

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
