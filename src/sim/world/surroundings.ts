/** What a participant needs of the world around it. Nodes are known by their numbers. */
import type { Instant } from "../../domain/net/instant.ts"
import type { Publish } from "../../domain/mesh/mesh_output.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import type { RunLog } from "../run_log.ts"

export interface Surroundings {
  readonly log: RunLog
  readonly nameOf: (node: number) => string
  readonly ownerOfKey: (key: PublicKey) => number | undefined
  /** The mesh address of the key's owner. */
  readonly octetsOf: (key: PublicKey) => Uint8Array | undefined
  /** The next packet's number. */
  readonly nextFlight: () => number
  /** The node wants to be woken then at the latest. */
  readonly wakeBy: (node: number, at: Instant) => void
  /** False if it is too big for discovery. */
  readonly publish: (node: number, what: Publish, now: Instant) => boolean
  /** From now on the node has this one as a peer, or no longer has it. */
  readonly met: (node: number, peer: number, isKnown: boolean, now: Instant) => void
}
