/**
 * A reconcile pass (spec/kubespan.md 5.1): every peer is looked at once. Where to call it, then whether its networks go
 * into the tunnel, then, of all, at which endpoints we hear those that are up.
 */
import { type HarvestedEndpoint, sameHarvest } from "../discovery/announcer.ts"
import type { Instant } from "../net/instant.ts"
import type { PublicKey } from "../public_key.ts"
import { sameList } from "../same_list.ts"
import type { Draft } from "./draft.ts"
import type { Rules } from "./rules.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState, Peer } from "./state.ts"

export function pass(draft: Draft, rules: Rules, now: Instant): void {
  for (const { key } of draft.state.peers) {
    chooseEndpoint(draft, key, rules, now)
    chooseRoute(draft, key, rules, now)
  }
  gather(draft, rules, now)
}

function chooseEndpoint(draft: Draft, key: PublicKey, { policy }: Rules, now: Instant): void {
  const peer = sorted.find(draft.state.peers, key)
  const choice = peer && policy.chooseEndpoint(peer, now)
  if (choice !== undefined) draft.add({ _tag: "EndpointTried", at: now, peer: key, ...choice })
}

/** Always, when routing is forced; else only while the peer is up. */
function chooseRoute(draft: Draft, key: PublicKey, { policy, options }: Rules, now: Instant): void {
  const peer = sorted.find(draft.state.peers, key)
  if (peer === undefined) return
  const isWanted = options.forceRouting || policy.peerState(peer, now) === "up"
  if (isWanted === peer.isRouted) return
  if (!isWanted) draft.add({ _tag: "PeerBypassed", at: now, peer: key })
  else draft.add({ _tag: "PeerRouted", at: now, peer: key, because: options.forceRouting ? "forced" : "peer-up" })
}

function gather(draft: Draft, rules: Rules, now: Instant): void {
  const harvest = rules.options.harvestExtraEndpoints ? harvestOf(draft.state, rules, now) : []
  if (sameList(draft.state.harvest, harvest, sameHarvest)) return
  draft.add({ _tag: "EndpointsHarvested", at: now, harvest })
}

/** Of each affiliate whose peer is up, the endpoint at which WireGuard has it (spec/kubespan.md section 7). */
function harvestOf({ affiliates, peers }: MeshState, { policy }: Rules, now: Instant): readonly HarvestedEndpoint[] {
  const owners = new Map(affiliates.map(({ key, affiliate }) => [affiliate.kubespan?.publicKey, key]))
  return peers.flatMap((peer: Peer): HarvestedEndpoint[] => {
    const nodeId = owners.get(peer.key)
    if (nodeId === undefined || peer.endpoint === undefined || policy.peerState(peer, now) !== "up") return []
    return [{ nodeId, endpoint: peer.endpoint }]
  })
}
