/**
 * Observations into events: what is new in what we were told, and what the policy makes of it. Idempotent; the same
 * news twice yields no second event.
 */
import { sameAffiliate } from "../discovery/affiliate.ts"
import { sameEndpoint } from "../net/endpoint.ts"
import type { Instant } from "../net/instant.ts"
import { sameList } from "../same_list.ts"
import { Draft } from "./draft.ts"
import type { Event } from "./event.ts"
import { localEndpoints } from "./local_affiliate.ts"
import { nodeAddresses } from "./node_addresses.ts"
import type {
  AddressesReported,
  DiscoveryReported,
  EndpointLearned,
  HandshakeCompleted,
  Observation,
} from "./observation.ts"
import { pass } from "./pass.ts"
import { resettle, respecify } from "./respecify.ts"
import type { Rules } from "./rules.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState } from "./state.ts"

export function decide(state: MeshState, observation: Observation, rules: Rules, now: Instant): readonly Event[] {
  const draft = new Draft(state)
  switch (observation._tag) {
    case "DiscoveryReported":
      decideAffiliates(draft, observation, rules, now)
      break
    case "AddressesReported":
      decideLocal(draft, observation, rules, now)
      break
    case "HandshakeCompleted":
      decideHandshake(draft, observation, rules, now)
      break
    case "EndpointLearned":
      decideEndpoint(draft, observation, now)
      break
    case "PassDue":
      resettle(draft, rules, now)
      pass(draft, rules, now)
      break
  }
  return draft.events
}

/** Of an affiliate that is told of more than once the last word counts, and that it is gone before all others. */
function decideAffiliates(draft: Draft, { source, seen, gone }: DiscoveryReported, rules: Rules, now: Instant): void {
  const saidBefore = (nodeId: string) =>
    sorted.find(draft.state.affiliates, nodeId)?.assertions.find((one) => one.source === source)?.affiliate
  const lastWords = new Map(seen.map((affiliate) => [affiliate.nodeId, affiliate]))
  for (const nodeId of gone) lastWords.delete(nodeId)
  for (const affiliate of lastWords.values()) {
    const known = saidBefore(affiliate.nodeId)
    if (affiliate.nodeId === rules.localId || (known && sameAffiliate(known, affiliate))) continue
    draft.add({ _tag: "AffiliateSeen", at: now, source, affiliate })
  }
  for (const nodeId of gone) {
    if (saidBefore(nodeId) !== undefined) draft.add({ _tag: "AffiliateExpired", at: now, source, nodeId })
  }
  if (draft.events.length === 0) return
  respecify(draft, rules, now)
  pass(draft, rules, now)
}

/** What is ours changed, so what others may have of it does too. */
function decideLocal(draft: Draft, news: AddressesReported, rules: Rules, now: Instant): void {
  const { podNetworks, clusterNetworks, publicAddresses } = news
  const addresses = nodeAddresses(news.addresses, [...podNetworks, ...clusterNetworks])
  const endpoints = localEndpoints({ addresses, publicAddresses }, rules)
  const networks = rules.options.advertiseKubernetesNetworks ? podNetworks : []
  const { state } = draft
  const isSame = sameList(state.addresses, addresses) && sameList(state.endpoints, endpoints, sameEndpoint) &&
    sameList(state.networks, networks)
  if (isSame) return
  draft.add({ _tag: "LocalEndpointsChanged", at: now, addresses, endpoints, networks })
  const before = draft.events.length
  respecify(draft, rules, now)
  if (draft.events.length > before) pass(draft, rules, now)
}

/** The first one of a peer may win it an address that others claim. */
function decideHandshake(draft: Draft, { peer, endpoint }: HandshakeCompleted, rules: Rules, now: Instant): void {
  const known = sorted.find(draft.state.peers, peer)
  if (known === undefined || known.lastHandshake === now) return
  draft.add({ _tag: "HandshakeOk", at: now, peer, endpoint })
  if (rules.policy.peerState(known, now) !== "up") resettle(draft, rules, now)
}

function decideEndpoint(draft: Draft, { peer, endpoint }: EndpointLearned, now: Instant): void {
  const known = sorted.find(draft.state.peers, peer)
  if (known === undefined || (known.endpoint && sameEndpoint(known.endpoint, endpoint))) return
  draft.add({ _tag: "EndpointObserved", at: now, peer, endpoint })
}
