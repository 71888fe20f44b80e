/** A datagram that the lab sends, and the state of conntrack that it finds. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"

export interface Probe {
  readonly at: Instant
  /** A node, and the port that it sends from. */
  readonly from: string
  readonly port: number
  /** Where to; or the probe whose sender gets this, at the address as which it was seen: by us, or by one who told us. */
  readonly to: Endpoint | { readonly answering: number }
  readonly ttl: number
}

/** A router forgets its connections. */
export interface Flush {
  readonly at: Instant
  readonly router: string
}

/** All that happens, the probes numbered by their place. */
export interface Schedule {
  readonly probes: readonly Probe[]
  readonly flushes: readonly Flush[]
  /** Whether conntrack forgets what is over before each probe, rather than when the kernel finds the time. */
  readonly isTidy?: boolean
}

/** Bytes of UDP payload in each, on the kernel and in the simulator alike. */
export const PAYLOAD_LENGTH = 32

export const isAnswer = (to: Probe["to"]): to is { readonly answering: number } => "answering" in to
