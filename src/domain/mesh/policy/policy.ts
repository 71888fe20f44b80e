/**
 * How a node judges its peers and picks where to call them: a value, so that one scenario can be played with several.
 * Pure; whatever a policy wants to remember it must be able to read from the peer's recorded facts.
 */
import type { Endpoint } from "../../net/endpoint.ts"
import type { Duration, Instant } from "../../net/instant.ts"
import type { Peer, PeerState } from "../state.ts"

export interface EndpointChoice {
  readonly endpoint: Endpoint
  readonly because: "first-candidate" | "peer-down"
}

export interface Policy {
  readonly name: string
  /** Of every peer's persistent keepalive; zero for none. */
  readonly keepalive: Duration
  /** Between two passes over all peers when nothing else calls for one. */
  readonly passInterval: Duration
  readonly peerState: (peer: Peer, now: Instant) => PeerState
  /** What to try next with this peer; undefined to leave it alone. */
  readonly chooseEndpoint: (peer: Peer, now: Instant) => EndpointChoice | undefined
}
