/** "Port contiguity" (RFC 4787 section 4.2.3), once for RTP and RTCP: the port after that of the inside port below. */
import type { PortPolicy, PortRequest } from "./port_policy.ts"
import { isWithin } from "./port_span.ts"

export class NextPort implements PortPolicy {
  draw({ below, span, isFree }: PortRequest): number | undefined {
    if (below === undefined) return undefined
    const port = below + 1
    return isWithin(span, port) && isFree(port) ? port : undefined
  }
}
