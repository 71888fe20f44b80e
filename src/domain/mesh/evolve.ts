/** Events into state. Cannot fail, decides nothing, and has one arm for every event. */
import type { NodeId } from "../discovery/affiliate.ts"
import { type Assertion, mergeAssertions, withAssertion, withoutSource } from "../discovery/assertion.ts"
import type { PublicKey } from "../public_key.ts"
import type { Event } from "./event.ts"
import type { PeerSpec } from "./peer_spec.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState, Peer } from "./state.ts"

export const initial: MeshState = {
  addresses: [],
  endpoints: [],
  networks: [],
  affiliates: [],
  peers: [],
  overlaps: [],
  harvest: [],
}

export function fold(events: Iterable<Event>, from: MeshState = initial): MeshState {
  let state = from
  for (const event of events) state = evolve(state, event)
  return state
}

export function evolve(state: MeshState, event: Event): MeshState {
  switch (event._tag) {
    case "AffiliateSeen": {
      const { at: seenAt, source, affiliate } = event
      const assertions = withAssertion(assertionsOf(state, affiliate.nodeId), { source, seenAt, affiliate })
      return withAffiliate(state, affiliate.nodeId, assertions)
    }
    case "AffiliateExpired":
      return withAffiliate(state, event.nodeId, withoutSource(assertionsOf(state, event.nodeId), event.source))
    case "LocalEndpointsChanged":
      return { ...state, addresses: event.addresses, endpoints: event.endpoints, networks: event.networks }
    case "PeerSpecChanged":
      return withSpec(state, event.spec)
    case "PeerSpecRemoved":
      return { ...state, peers: sorted.without(state.peers, event.peer) }
    case "OverlapsChanged":
      return { ...state, overlaps: event.overlaps }
    case "EndpointTried": {
      const { at, endpoint } = event
      return withPeer(state, event.peer, () => ({ endpoint, lastUsedEndpoint: endpoint, lastEndpointChange: at }))
    }
    case "EndpointObserved":
      return withPeer(state, event.peer, () => ({ endpoint: event.endpoint }))
    case "HandshakeOk": {
      const { at: lastHandshake, endpoint } = event
      return withPeer(state, event.peer, ({ firstHandshake = lastHandshake }) => ({
        firstHandshake,
        lastHandshake,
        endpoint,
      }))
    }
    case "PeerRouted":
      return withPeer(state, event.peer, () => ({ isRouted: true }))
    case "PeerBypassed":
      return withPeer(state, event.peer, () => ({ isRouted: false }))
    case "EndpointsHarvested":
      return { ...state, harvest: event.harvest }
  }
}

const assertionsOf = (state: MeshState, nodeId: NodeId): readonly Assertion[] =>
  sorted.find(state.affiliates, nodeId)?.assertions ?? []

/** An affiliate of which nobody speaks any more is none. */
function withAffiliate(state: MeshState, key: NodeId, assertions: readonly Assertion[]): MeshState {
  const affiliate = mergeAssertions(assertions)
  const { affiliates } = state
  if (affiliate === undefined) return { ...state, affiliates: sorted.without(affiliates, key) }
  return { ...state, affiliates: sorted.put(affiliates, { key, assertions, affiliate }) }
}

function withSpec(state: MeshState, spec: PeerSpec): MeshState {
  const known = sorted.find(state.peers, spec.peer)
  const peer: Peer = known === undefined ? newPeer(spec) : { ...known, spec }
  return { ...state, peers: sorted.put(state.peers, peer) }
}

const newPeer = (spec: PeerSpec): Peer => ({
  key: spec.peer,
  spec,
  endpoint: undefined,
  lastUsedEndpoint: undefined,
  lastEndpointChange: undefined,
  firstHandshake: undefined,
  lastHandshake: undefined,
  isRouted: false,
})

/** Facts about a peer that is gone change nothing. */
function withPeer(state: MeshState, key: PublicKey, change: (peer: Peer) => Partial<Peer>): MeshState {
  const peer = sorted.find(state.peers, key)
  if (peer === undefined) return state
  return { ...state, peers: sorted.put(state.peers, { ...peer, ...change(peer) }) }
}
