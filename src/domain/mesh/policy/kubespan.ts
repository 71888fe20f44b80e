/**
 * Talos to the letter: the peer state machine and the endpoint rotation of spec/kubespan.md section 6. It judges by
 * handshakes alone, looks every 30 seconds, and goes round the candidates in the order in which they were announced.
 */
import { type Endpoint, sameEndpoint } from "../../net/endpoint.ts"
import { type Instant, NEVER, seconds, since } from "../../net/instant.ts"
import type { Peer, PeerState } from "../state.ts"
import type { EndpointChoice, Policy } from "./policy.ts"

/** REJECT_AFTER_TIME + REKEY_TIMEOUT + REKEY_ATTEMPT_TIME = 180 + 5 + 90: no handshake for so long means down. */
const PEER_DOWN_INTERVAL = seconds(275)
/** A new endpoint has this long to prove itself. */
const ENDPOINT_CONNECTION_TIMEOUT = seconds(15)

export const kubespan: Policy = {
  name: "kubespan",
  keepalive: seconds(25),
  passInterval: seconds(30),
  peerState,
  chooseEndpoint,
}

/** Spec 6.2. A peer that was never given an endpoint counts as changed an age ago. */
export function peerState(peer: Peer, now: Instant): PeerState {
  const sinceChange = age(peer.lastEndpointChange, now)
  const hasShakenSince = peer.lastHandshake !== undefined &&
    (peer.lastEndpointChange === undefined || peer.lastHandshake > peer.lastEndpointChange)
  let state: PeerState
  if (sinceChange > PEER_DOWN_INTERVAL) state = age(peer.lastHandshake, now) < PEER_DOWN_INTERVAL ? "up" : "down"
  else if (sinceChange < ENDPOINT_CONNECTION_TIMEOUT) state = hasShakenSince ? "up" : "unknown"
  else state = hasShakenSince ? "up" : "down"
  return state === "down" && peer.lastUsedEndpoint === undefined ? "unknown" : state
}

/** Spec 6.3, steps 1 and 2. */
export function chooseEndpoint(peer: Peer, now: Instant): EndpointChoice | undefined {
  if (peer.lastUsedEndpoint === undefined) {
    const [first] = peer.spec.endpoints
    return first && { endpoint: first, because: "first-candidate" }
  }
  if (peerState(peer, now) !== "down") return undefined
  const endpoint = nextEndpoint(peer.spec.endpoints, peer.lastUsedEndpoint, peer.endpoint)
  return endpoint && { endpoint, because: "peer-down" }
}

/**
 * The candidate after the last used one, in a circle; the first if the last used one is gone. With a single candidate
 * that is in use already there is nothing to change.
 */
export function nextEndpoint(
  candidates: readonly Endpoint[],
  lastUsed: Endpoint,
  current: Endpoint | undefined,
): Endpoint | undefined {
  const at = candidates.findIndex((candidate) => sameEndpoint(candidate, lastUsed))
  const next = candidates[(at + 1) % candidates.length]
  const isInUse = candidates.length === 1 && at === 0 && current !== undefined && sameEndpoint(current, lastUsed)
  return isInUse ? undefined : next
}

const age = (at: Instant | undefined, now: Instant): number => (at === undefined ? NEVER : since(at, now))
