/** What the Go client of Talos seals under one secret (spec/discovery.md section 9). */
import type { Affiliate } from "../../src/domain/discovery/affiliate.ts"
import type { Endpoint } from "../../src/domain/net/endpoint.ts"
import { hex, vectors } from "./vectors.ts"

interface Sealed {
  /** In hex, as all bytes here. */
  readonly plaintext: string
  readonly sealed: string
}

const golden = vectors<{
  readonly secret: string
  /** One has port 0, which the client seals without a word and nobody can use. */
  readonly endpoints: readonly (Endpoint & Sealed)[]
  readonly affiliate: Sealed & { readonly fields: Affiliate }
}>("discovery_golden")

export const goldenSecret = hex(golden.secret)
export const goldenAffiliate = golden.affiliate
export const goldenEndpoints = golden.endpoints
