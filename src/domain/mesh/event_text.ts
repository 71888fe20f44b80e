/** A sentence for each event that somebody who waits for a connection would want to hear of. */
import { type HarvestedEndpoint, sameHarvest } from "../discovery/announcer.ts"
import type { Event } from "./event.ts"
import { type Overlap, sameOverlap } from "./overlap.ts"
import { formatEndpoint } from "../net/endpoint.ts"
import type { PublicKey } from "../public_key.ts"

/** What was told of before the event. */
export interface Told {
  readonly overlaps: readonly Overlap[]
  readonly harvest: readonly HarvestedEndpoint[]
}

export function eventTexts(event: Event, nameOf: (key: PublicKey) => string, told: Told): readonly string[] {
  switch (event._tag) {
    case "EndpointTried":
      return [`tries ${nameOf(event.peer)} at ${formatEndpoint(event.endpoint)} (${event.because.replace("-", " ")})`]
    case "EndpointObserved":
      return [`hears ${nameOf(event.peer)} from ${formatEndpoint(event.endpoint)}`]
    case "PeerSpecRemoved":
      return [`forgets ${nameOf(event.peer)}`]
    case "PeerRouted":
      return event.because === "forced" ? [] : [`sends to ${nameOf(event.peer)} through the tunnel`]
    case "PeerBypassed":
      return [`sends to ${nameOf(event.peer)} past the tunnel`]
    case "OverlapsChanged":
      return event.overlaps.filter((one) => !told.overlaps.some((other) => sameOverlap(one, other))).map(overlapText)
    case "EndpointsHarvested":
      return event.harvest.filter((one) => !told.harvest.some((other) => sameHarvest(one, other)))
        .map(({ nodeId, endpoint }) => `tells discovery that it hears ${nodeId} from ${formatEndpoint(endpoint)}`)
    case "AffiliateSeen":
    case "AffiliateExpired":
    case "LocalEndpointsChanged":
    case "PeerSpecChanged":
    case "HandshakeOk":
      return []
  }
}

function overlapText({ winner, loser, prefixes, because }: Overlap): string {
  const why = { ours: "its own", live: "who came up last", "smaller-id": "the smaller id" }[because]
  return `gives ${prefixes.join(", ")} to ${winner} (${why}), though ${loser} claims it too`
}
