/** Which external port a mapping gets on one external address: one question, and a policy for each answer. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { PortSpan } from "./port_span.ts"

export interface PortRequest {
  readonly inside: Endpoint
  /** There is at least one port in it. */
  readonly span: PortSpan
  /** The external port of the inside port just below, where ports are to be contiguous. */
  readonly below: number | undefined
  readonly isFree: (port: number) => boolean
  /** Whether nobody uses it, towards whomever; if left out, as `isFree`. */
  readonly isIdle?: (port: number) => boolean
}

export interface PortPolicy {
  /** A port for which `isFree` holds; undefined if there is none. */
  readonly draw: (request: PortRequest) => number | undefined
}
