/** Why two nodes have no path, in words: what is known from the devices between them, and what became of the packets. */
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import type { NetworkDrop } from "../fabric/drop.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { ALWAYS, type DropTally, type PairHistory, type Span } from "../history.ts"
import type { Prospect } from "./oracle.ts"

/** What each reason means to somebody who waits for a connection. */
const MEANING: Readonly<Record<NetworkDrop, string>> = {
  lost: "lost on the link of",
  "queue-full": "dropped by the full queue of the link of",
  "too-big": "too big for the link of",
  "nat-no-mapping": "nobody behind it has that port, says",
  "nat-filtered": "its host has not called the sender, says",
  "nat-table-full": "no room in the table of",
  "nat-no-port": "no port left at",
  "nat-remembered": "came uninvited, which takes the port away from whoever is behind it for as long as it goes on, at",
  "nat-untranslatable": "no address on the other side of",
  "nat-no-hairpin": "not turned round inside by",
  "firewall-inbound": "not asked for, says the firewall at",
  "firewall-udp-blocked": "UDP is blocked by",
  "firewall-table-full": "no room in the firewall's table at",
  "link-down": "the cable is out at",
  partitioned: "cut off on",
  "no-route": "nobody has that address on",
  "ttl-expired": "its time to live ended at",
  "port-closed": "nobody listens at",
  "wrong-host": "meant for another, but came to",
  "no-source": "no interface to send from at",
}

/** Evidence that is repeated to the reader: the most recent, of each place once. */
const MOST_EVIDENCE = 3

/** What happened counts if it did so in the given time. */
export function reasonFor(pair: PairHistory, prospect: Prospect, span: Span = ALWAYS): string {
  const theory = prospect.canConnect ? "" : `${prospect.why}. `
  if (!pair.isKnownWithin(span)) return `${theory}The peer was never heard of`
  const evidence = pair.drops.map((tally) => ({ ...tally, times: tally.times.filter(isWithin(span)) }))
    .filter(({ times }) => times.length > 0)
    .sort((a, b) => lastOf(b) - lastOf(a)).slice(0, MOST_EVIDENCE).map(sentence)
  return theory + (evidence.join("; ") || "Nothing was dropped on the way, and nothing came back")
}

const isWithin = ({ from, until }: Span) => (at: Instant): boolean => at >= from && at < until

const lastOf = ({ times }: DropTally): number => times.at(-1) ?? 0

const sentence = ({ reason, where, destination, times }: DropTally): string =>
  `${times.length} to ${formatEndpoint(destination)}: ${MEANING[reason]} ${where}`
