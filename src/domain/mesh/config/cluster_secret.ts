/**
 * The 32 bytes that make a cluster: the key of what is told to discovery, and the preshared key of every pair of peers
 * (spec/kubespan.md 2.1). Whatever prints or copies a value does not see them; `bytes` is the one way to them.
 */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import { assert } from "../../assert.ts"

const SECRET_BYTES = 32

export class ClusterSecret {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    assert(bytes.length === SECRET_BYTES, "a cluster secret has 32 bytes")
    this.#bytes = bytes.slice()
  }

  get bytes(): Uint8Array {
    return this.#bytes.slice()
  }

  toString(): string {
    return `${SECRET_BYTES} bytes, set`
  }

  toJSON(): string {
    return this.toString()
  }
}

/** Reads standard base64. The failure says what is wrong, never what was read. */
export function parseClusterSecret(text: string): Result.Result<ClusterSecret, string> {
  const decoded = Base64.decode(text)
  if (Result.isFailure(decoded)) return Result.fail("failed to decode from base64")
  const { length } = decoded.success
  if (length !== SECRET_BYTES) return Result.fail(`expected ${SECRET_BYTES} bytes, got ${length}`)
  return Result.succeed(new ClusterSecret(decoded.success))
}
