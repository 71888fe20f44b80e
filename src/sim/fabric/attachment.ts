/**
 * Where something is plugged into a network segment: a host by an interface, a router by its outer or its inner side.
 * The two links are the way in and the way out; a router's inner side has none, because it is on the segment itself.
 */
import type { Instant } from "../../domain/net/instant.ts"
import type { Link } from "../link.ts"
import type { Packet } from "../packet.ts"
import type { Segment } from "./segment.ts"

/** A segment, and what is plugged into it. */
export type Network = Segment<Attachment>

/** Whatever can be plugged in. */
export interface Station {
  readonly name: string
  readonly receive: (packet: Packet, at: Attachment, now: Instant) => void
}

export interface Links {
  /** From the station to the segment. */
  readonly up: Link
  /** From the segment to the station. */
  readonly down: Link
}

export interface Attachment {
  readonly station: Station
  readonly segment: Network
  readonly links: Links | undefined
  /** Numbers the attachments of a run, in the order in which they were made. */
  readonly index: number
  /** While false, nothing goes in or out, and what is in flight is lost. */
  isUp: boolean
}
