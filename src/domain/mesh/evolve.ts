/** Events into state. Cannot fail, decides nothing, and has one arm for every event. */
import type { PublicKey } from "../public_key.ts"
import type { Event } from "./event.ts"
import type { PeerSpec } from "./peer_spec.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState, Peer } from "./state.ts"

export const initial: MeshState = { addresses: [], endpoints: [], affiliates: [], peers: [] }

export function fold(events: Iterable<Event>, from: MeshState = initial): MeshState {
  let state = from
  for (const event of events) state = evolve(state, event)
  return state
}

export function evolve(state: MeshState, event: Event): MeshState {
  switch (event._tag) {
    case "AffiliateSeen": {
      const { affiliate } = event
      return { ...state, affiliates: sorted.put(state.affiliates, { key: affiliate.nodeId, affiliate }) }
    }
    case "AffiliateExpired":
      return { ...state, affiliates: sorted.without(state.affiliates, event.nodeId) }
    case "LocalEndpointsChanged":
      return { ...state, addresses: event.addresses, endpoints: event.endpoints }
    case "PeerSpecChanged":
      return withSpec(state, event.spec)
    case "PeerSpecRemoved":
      return { ...state, peers: sorted.without(state.peers, event.peer) }
    case "EndpointTried": {
      const { at, endpoint } = event
      return withPeer(state, event.peer, { endpoint, lastUsedEndpoint: endpoint, lastEndpointChange: at })
    }
    case "EndpointObserved":
      return withPeer(state, event.peer, { endpoint: event.endpoint })
    case "HandshakeOk":
      return withPeer(state, event.peer, { lastHandshake: event.at, endpoint: event.endpoint })
  }
}

function withSpec(state: MeshState, spec: PeerSpec): MeshState {
  const known = sorted.find(state.peers, spec.peer)
  const peer: Peer = known === undefined ? newPeer(spec) : { ...known, spec }
  return { ...state, peers: sorted.put(state.peers, peer) }
}

function newPeer(spec: PeerSpec): Peer {
  return {
    key: spec.peer,
    spec,
    endpoint: undefined,
    lastUsedEndpoint: undefined,
    lastEndpointChange: undefined,
    lastHandshake: undefined,
  }
}

/** Facts about a peer that is gone change nothing. */
function withPeer(state: MeshState, key: PublicKey, change: Partial<Peer>): MeshState {
  const peer = sorted.find(state.peers, key)
  if (peer === undefined) return state
  return { ...state, peers: sorted.put(state.peers, { ...peer, ...change }) }
}
