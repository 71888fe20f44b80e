/**
 * What two static keys have in common, which goes into every handshake of a pair: computed at the first, since a device
 * may have a thousand peers and hear of ten, and kept until the peer goes.
 */
import { keep } from "../slab.ts"
import { wipe } from "./wipe.ts"

export class StaticSecret {
  #compute: (() => Uint8Array | undefined) | undefined
  #bytes: Uint8Array | undefined

  /** `compute` gives undefined for a key of low order. */
  constructor(compute: () => Uint8Array | undefined) {
    this.#compute = compute
  }

  /** undefined for a low-order key, whose owner never shakes hands, and for a peer that is gone. */
  get bytes(): Uint8Array | undefined {
    if (this.#compute === undefined) return this.#bytes
    const bytes = this.#compute()
    this.#compute = undefined
    if (bytes === undefined) return undefined
    this.#bytes = keep(bytes)
    wipe(bytes)
    return this.#bytes
  }

  wipe(): void {
    if (this.#bytes !== undefined) wipe(this.#bytes)
    this.#bytes = undefined
    this.#compute = undefined
  }
}
