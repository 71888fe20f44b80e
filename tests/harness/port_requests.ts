import { endpoint } from "../../src/domain/net/endpoint.ts"
import type { PortRequest } from "../../src/sim/nat/port_policy.ts"

/** A request for an inside endpoint in text form, where every port above 1023 is free. */
export function portRequest(inside: string, change: Partial<PortRequest> = {}): PortRequest {
  const span = { first: 1024, last: 65535, parity: undefined }
  return { inside: endpoint(inside), span, below: undefined, isFree: () => true, ...change }
}
