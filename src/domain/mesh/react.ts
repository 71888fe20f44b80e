/** Events into intents: what follows from a fact or a choice, once it is recorded. */
import type { Event } from "./event.ts"
import type { Intent } from "./intent.ts"

const NOTHING: readonly Intent[] = []

export function react(event: Event): readonly Intent[] {
  switch (event._tag) {
    case "PeerSpecChanged":
      return [{ _tag: "ConfigurePeer", peer: event.spec.peer, allowedIps: event.spec.allowedIps }]
    case "PeerSpecRemoved":
      return [{ _tag: "RemovePeer", peer: event.peer }]
    case "EndpointTried":
      return [{ _tag: "SetEndpoint", peer: event.peer, endpoint: event.endpoint }]
    case "LocalEndpointsChanged":
      return [{ _tag: "PublishSelf" }]
    case "AffiliateSeen":
    case "AffiliateExpired":
    case "EndpointObserved":
    case "HandshakeOk":
      return NOTHING
  }
}
