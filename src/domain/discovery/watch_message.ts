/**
 * What a watcher is told at once (spec/discovery.md 1.1): affiliates that are there, whole, or ids of those that are gone,
 * never both. Messages are kept well below what a client takes; one always holds at least one affiliate if there is any.
 */
import { type AffiliateRecord, NO_DATA } from "./registered_affiliate.ts"

export interface WatchMessage {
  /** True of the first message only: whatever the client knew before is void. */
  readonly isSnapshot: boolean
  readonly affiliates: readonly AffiliateRecord[]
  /** The affiliates are gone; only their ids are told. */
  readonly deleted: boolean
}

export interface MessageRoom {
  readonly affiliates: number
  readonly bytes: number
}

/** As many of the records as fit, from the first on; the rest is not looked at. */
export function fitting(records: Iterable<AffiliateRecord>, room: MessageRoom): readonly AffiliateRecord[] {
  const fit: AffiliateRecord[] = []
  let bytes = 0
  for (const record of records) {
    bytes += mostBytes(record)
    if (fit.length > 0 && bytes > room.bytes) break
    fit.push(record)
    if (fit.length >= room.affiliates) break
  }
  return fit
}

/** How an affiliate that is gone is told of. */
export const goneRecord = (id: string): AffiliateRecord => ({ id, data: NO_DATA, endpoints: [] })

/** What the record takes at most as protobuf: three bytes of UTF-8 for each unit of the id, and the fields around. */
function mostBytes({ id, data, endpoints }: AffiliateRecord): number {
  let bytes = FIELD + FIELD + 3 * id.length + FIELD + data.length
  for (const endpoint of endpoints) bytes += FIELD + endpoint.length
  return bytes
}

/** A tag of one byte and a length of at most five. */
const FIELD = 6
