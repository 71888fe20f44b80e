/** What a node knows of its mesh. Immutable; made by folding events and by nothing else. */
import type { HarvestedEndpoint } from "../discovery/announcer.ts"
import type { KnownAffiliate } from "../discovery/assertion.ts"
import type { Endpoint } from "../net/endpoint.ts"
import type { Instant } from "../net/instant.ts"
import type { IpAddress } from "../net/ip_address.ts"
import type { Prefix } from "../net/prefix.ts"
import type { PublicKey } from "../public_key.ts"
import type { Overlap } from "./overlap.ts"
import type { PeerSpec } from "./peer_spec.ts"

/** What we want of a peer and what we see of it. Its verdict (unknown, up, down) is a policy's function of this and now. */
export interface Peer {
  readonly key: PublicKey
  readonly spec: PeerSpec
  /** As WireGuard has it: what we set last, or where the peer was heard since. */
  readonly endpoint: Endpoint | undefined
  /** The one that we set last, and when. */
  readonly lastUsedEndpoint: Endpoint | undefined
  readonly lastEndpointChange: Instant | undefined
  readonly firstHandshake: Instant | undefined
  readonly lastHandshake: Instant | undefined
  /** Whether its networks go into the tunnel; its mesh address always does. */
  readonly isRouted: boolean
}

export interface MeshState {
  readonly addresses: readonly IpAddress[]
  readonly endpoints: readonly Endpoint[]
  /** Further networks behind us that we advertise. */
  readonly networks: readonly Prefix[]
  /** Ascending by id. */
  readonly affiliates: readonly KnownAffiliate[]
  /** Ascending by public key. */
  readonly peers: readonly Peer[]
  readonly overlaps: readonly Overlap[]
  /** Where we hear others, for discovery to know; in the order of the peers. */
  readonly harvest: readonly HarvestedEndpoint[]
}

export type PeerState = "unknown" | "up" | "down"
