/**
 * What a node is called for as long as its disk lives (spec/kubespan.md 1.5): 32 random bytes in base62. It is the
 * affiliate's id in discovery, and /etc/machine-id follows from it.
 */
import * as Hex from "effect/encoding/Hex"
import * as Result from "effect/Result"
import { assert } from "../assert.ts"
import { NodeId } from "../discovery/affiliate.ts"
import { type Base62Fault, decodeBase62, encodeBase62 } from "./base62.ts"

export type NodeIdentityFault = Base62Fault | "too-short"

/** `random` is 32 bytes that nobody can guess. */
export function newNodeId(random: Uint8Array): NodeId {
  assert(random.length === 32, "a node id is made of 32 bytes")
  return NodeId.make(encodeBase62(random))
}

/** The first 16 bytes in lower-case hex. Ids that other software made up need not have any. */
export function machineId(nodeId: NodeId): Result.Result<string, NodeIdentityFault> {
  const decoded = decodeBase62(nodeId)
  if (Result.isFailure(decoded)) return Result.fail(decoded.failure)
  const bytes = decoded.success
  return bytes.length < 16 ? Result.fail("too-short") : Result.succeed(Hex.encode(bytes.subarray(0, 16)))
}
