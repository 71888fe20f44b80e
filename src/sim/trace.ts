/** What a run leaves behind, record by record, for files and for people. Times are in microseconds. */
import type { Event } from "../domain/mesh/event.ts"
import type { NetworkDrop } from "./fabric/drop.ts"

/** A packet came to the end of a link: up from a station to its network, or down to it. */
export interface HopRecord {
  readonly kind: "hop"
  readonly at: number
  readonly packet: number
  readonly station: string
  readonly network: string
  readonly direction: "up" | "down"
  readonly source: string
  readonly destination: string
  readonly bytes: number
  /** initiation, response, cookie reply, data or keepalive; of an ICMP error what it says. */
  readonly message: string
}

export interface DropRecord {
  readonly kind: "drop"
  readonly at: number
  readonly packet: number
  readonly reason: NetworkDrop
  readonly where: string
  readonly source: string
  readonly destination: string
}

export interface EventRecord {
  readonly kind: "event"
  readonly at: number
  readonly node: string
  readonly event: Event
}

export interface ActionRecord {
  readonly kind: "action"
  readonly at: number
  readonly text: string
}

export type TraceRecord = HopRecord | DropRecord | EventRecord | ActionRecord

export type TraceSink = (record: TraceRecord) => void
