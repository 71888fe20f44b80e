/**
 * Observations into events: what is new in what we were told, and what the policy makes of it. Idempotent; the same
 * news twice yields no second event.
 */
import { type NodeId, sameAffiliate } from "../discovery/affiliate.ts"
import { endpointOf, sameEndpoint } from "../net/endpoint.ts"
import type { Instant } from "../net/instant.ts"
import { sameList } from "../same_list.ts"
import type { Event } from "./event.ts"
import { evolve } from "./evolve.ts"
import type {
  AddressesReported,
  DiscoveryReported,
  EndpointLearned,
  HandshakeCompleted,
  Observation,
} from "./observation.ts"
import { peerSpecs, samePeerSpec } from "./peer_spec.ts"
import type { Policy } from "./policy/policy.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState } from "./state.ts"

export interface Rules {
  readonly localId: NodeId
  /** Announced with every address of ours. */
  readonly listenPort: number
  readonly policy: Policy
}

export function decide(state: MeshState, observation: Observation, rules: Rules, now: Instant): readonly Event[] {
  switch (observation._tag) {
    case "DiscoveryReported":
      return decideAffiliates(state, observation, rules, now)
    case "AddressesReported":
      return decideLocal(state, observation, rules, now)
    case "HandshakeCompleted":
      return decideHandshake(state, observation, now)
    case "EndpointLearned":
      return decideEndpoint(state, observation, now)
    case "PassDue":
      return pass(state, rules.policy, now)
  }
}

function decideAffiliates(state: MeshState, news: DiscoveryReported, rules: Rules, now: Instant): readonly Event[] {
  const draft = new Draft(state)
  for (const affiliate of news.seen) {
    const known = sorted.find(draft.state.affiliates, affiliate.nodeId)
    if (affiliate.nodeId === rules.localId || (known && sameAffiliate(known.affiliate, affiliate))) continue
    draft.add({ _tag: "AffiliateSeen", at: now, affiliate })
  }
  for (const nodeId of news.gone) {
    if (sorted.find(draft.state.affiliates, nodeId)) draft.add({ _tag: "AffiliateExpired", at: now, nodeId })
  }
  if (draft.events.length === 0) return []
  respecify(draft, rules, now)
  draft.addAll(pass(draft.state, rules.policy, now))
  return draft.events
}

/** Peer specs follow from all affiliates together, so one that appears may change those of others. */
function respecify(draft: Draft, { localId }: Rules, now: Instant): void {
  const specs = peerSpecs(draft.state.affiliates.map((known) => known.affiliate), localId)
  const wanted = new Set(specs.map((spec) => spec.peer))
  for (const { key } of draft.state.peers) {
    if (!wanted.has(key)) draft.add({ _tag: "PeerSpecRemoved", at: now, peer: key })
  }
  for (const spec of specs) {
    const peer = sorted.find(draft.state.peers, spec.peer)
    if (peer === undefined || !samePeerSpec(peer.spec, spec)) draft.add({ _tag: "PeerSpecChanged", at: now, spec })
  }
}

/** Every address with our port, then what discovery sees of us with the same port (spec/kubespan.md 8.2). */
function decideLocal(state: MeshState, news: AddressesReported, rules: Rules, now: Instant): readonly Event[] {
  const announced = [...new Set([...news.addresses, ...news.publicAddresses])]
  const endpoints = announced.map((address) => endpointOf(address, rules.listenPort))
  if (sameList(state.addresses, news.addresses) && sameList(state.endpoints, endpoints, sameEndpoint)) return []
  return [{ _tag: "LocalEndpointsChanged", at: now, addresses: news.addresses, endpoints }]
}

function decideHandshake(state: MeshState, { peer, endpoint }: HandshakeCompleted, now: Instant): readonly Event[] {
  const known = sorted.find(state.peers, peer)
  if (known === undefined || known.lastHandshake === now) return []
  return [{ _tag: "HandshakeOk", at: now, peer, endpoint }]
}

function decideEndpoint(state: MeshState, { peer, endpoint }: EndpointLearned, now: Instant): readonly Event[] {
  const known = sorted.find(state.peers, peer)
  if (known === undefined || (known.endpoint && sameEndpoint(known.endpoint, endpoint))) return []
  return [{ _tag: "EndpointObserved", at: now, peer, endpoint }]
}

/** Looks at every peer once and lets the policy choose. */
function pass(state: MeshState, policy: Policy, now: Instant): readonly Event[] {
  const events: Event[] = []
  for (const peer of state.peers) {
    const choice = policy.chooseEndpoint(peer, now)
    if (choice !== undefined) events.push({ _tag: "EndpointTried", at: now, peer: peer.key, ...choice })
  }
  return events
}

/** Events so far, and the state that they lead to, for decisions that build on their own first half. */
class Draft {
  readonly events: Event[] = []
  state: MeshState

  constructor(state: MeshState) {
    this.state = state
  }

  add(event: Event): void {
    this.events.push(event)
    this.state = evolve(this.state, event)
  }

  addAll(events: readonly Event[]): void {
    for (const event of events) this.add(event)
  }
}
