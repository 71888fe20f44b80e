/** What happened at a WireGuard interface, as a line for people and as one for programs. */
import type { PeerNews } from "../adapters/uapi/driver/peer_news.ts"
import { type Endpoint, formatEndpoint } from "../domain/net/endpoint.ts"

/** With the time of day, in UTC. */
export const peerNewsText = (news: PeerNews, atMs: number): string =>
  `${new Date(atMs).toISOString().slice(11, 23)}  ${news.peer}  ${whatText(news)}`

/** The tag is the event; endpoints are texts. */
export function peerNewsJson(news: PeerNews, interfaceName: string, atMs: number): string {
  const { _tag: event, peer, ...rest } = news
  const values = Object.entries(rest).map(([key, value]) => [key, typeof value === "object" ? placeText(value) : value])
  return JSON.stringify({
    at: new Date(atMs).toISOString(),
    interface: interfaceName,
    event,
    peer,
    ...Object.fromEntries(values),
  })
}

function whatText(news: PeerNews): string {
  switch (news._tag) {
    case "PeerAdded":
      return "is there"
    case "PeerRemoved":
      return "is gone"
    case "PeerRestarted":
      return "began anew"
    case "HandshakeCompleted":
      return `handshake completed at ${formatEndpoint(news.endpoint)}`
    case "EndpointLearned":
      return `endpoint ${placeText(news.before)} -> ${formatEndpoint(news.endpoint)}`
    case "Transferred":
      return `received ${news.received} bytes, sent ${news.sent}`
  }
}

const placeText = (endpoint: Endpoint | undefined): string =>
  endpoint === undefined ? "unknown" : formatEndpoint(endpoint)
