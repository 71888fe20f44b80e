/** Events into intents: what follows from a fact or a choice, once it is recorded. */
import { type Endpoint, sameEndpoint } from "../net/endpoint.ts"
import type { PublicKey } from "../public_key.ts"
import type { Event } from "./event.ts"
import type { Intent } from "./intent.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState, Peer } from "./state.ts"
import { routedNetworks } from "./steering.ts"

const NOTHING: readonly Intent[] = []

/** `state` is the one after the event. */
export function react(state: MeshState, event: Event): readonly Intent[] {
  switch (event._tag) {
    case "PeerSpecChanged": {
      const { peer, allowedIps } = event.spec
      const endpoint = reasserted(sorted.find(state.peers, peer))
      return [{ _tag: "ConfigurePeer", peer, allowedIps, endpoint }, ...route(state, peer)]
    }
    case "PeerSpecRemoved":
      return [{ _tag: "RemovePeer", peer: event.peer }]
    case "EndpointTried":
      return [{ _tag: "SetEndpoint", peer: event.peer, endpoint: event.endpoint }]
    case "PeerRouted":
    case "PeerBypassed":
      return route(state, event.peer)
    case "LocalEndpointsChanged":
    case "EndpointsHarvested":
      return [{ _tag: "Publish" }]
    case "AffiliateSeen":
    case "AffiliateExpired":
    case "OverlapsChanged":
    case "EndpointObserved":
    case "HandshakeOk":
      return NOTHING
  }
}

/** The endpoint that we set last, unless WireGuard has learned another since (spec/kubespan.md 6.3, step 4). */
function reasserted(peer: Peer | undefined): Endpoint | undefined {
  if (peer?.lastUsedEndpoint === undefined) return undefined
  const isLearned = peer.endpoint !== undefined && !sameEndpoint(peer.endpoint, peer.lastUsedEndpoint)
  return isLearned ? undefined : peer.lastUsedEndpoint
}

function route(state: MeshState, key: PublicKey): readonly Intent[] {
  const peer = sorted.find(state.peers, key)
  return peer === undefined ? NOTHING : [{ _tag: "RoutePeer", peer: key, prefixes: routedNetworks(peer) }]
}
