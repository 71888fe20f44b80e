/** A link that only takes ten milliseconds. */
import { millis } from "../../src/domain/net/instant.ts"
import type { LinkProfile } from "../../src/sim/link.ts"

export const WIRE: LinkProfile = {
  latency: millis(10),
  jitter: millis(0),
  loss: 0,
  reorder: 0,
  duplicate: 0,
  rate: 0,
  queue: 0,
  mtu: 1500,
}
