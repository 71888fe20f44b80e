/**
 * Opens what the discovery service hands on: the sealed affiliate and its sealed endpoints into one affiliate. What was
 * opened once is not opened again, since a refresh carries the same bytes.
 */
import * as Result from "effect/Result"
import { type Endpoint, sameEndpoint } from "../net/endpoint.ts"
import { sameList } from "../same_list.ts"
import type { Affiliate, KubeSpanAffiliate } from "./affiliate.ts"
import type { AffiliateRecord } from "./registered_affiliate.ts"
import { openAffiliate, openEndpoint, type SealFault } from "./seal.ts"

/** An affiliate without data is one of which only others have told endpoints; it is to be waited for. */
export type OpenFault = SealFault | "no-data" | "wrong-id"

interface Opened {
  readonly endpoints: readonly Uint8Array[]
  readonly affiliate: Affiliate
}

export class Opener {
  readonly #secret: Uint8Array
  readonly #bySealedData = new WeakMap<Uint8Array, Opened>()
  readonly #bySealedEndpoint = new WeakMap<Uint8Array, Endpoint | "garbage">()

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  open({ id, data, endpoints }: AffiliateRecord): Result.Result<Affiliate, OpenFault> {
    if (data.length === 0) return Result.fail("no-data")
    const known = this.#bySealedData.get(data)
    if (known !== undefined && sameList(known.endpoints, endpoints)) return filed(known.affiliate, id)
    const opened = openAffiliate(data, this.#secret)
    if (Result.isFailure(opened)) return Result.fail(opened.failure)
    const affiliate = withEndpoints(opened.success, this.#openAll(endpoints))
    this.#bySealedData.set(data, { endpoints, affiliate })
    return filed(affiliate, id)
  }

  /** In the service's order, each once; what does not open is passed over. */
  #openAll(sealed: readonly Uint8Array[]): readonly Endpoint[] {
    const endpoints: Endpoint[] = []
    for (const one of sealed) {
      const endpoint = this.#openEndpoint(one)
      if (endpoint === "garbage" || endpoints.some((known) => sameEndpoint(known, endpoint))) continue
      endpoints.push(endpoint)
    }
    return endpoints
  }

  #openEndpoint(sealed: Uint8Array): Endpoint | "garbage" {
    const known = this.#bySealedEndpoint.get(sealed)
    if (known !== undefined) return known
    const endpoint = Result.getOrElse(openEndpoint(sealed, this.#secret), () => "garbage" as const)
    this.#bySealedEndpoint.set(sealed, endpoint)
    return endpoint
  }
}

/** An affiliate that is filed under another's id would take its place. */
const filed = (affiliate: Affiliate, id: string): Result.Result<Affiliate, OpenFault> =>
  affiliate.nodeId === id ? Result.succeed(affiliate) : Result.fail("wrong-id")

function withEndpoints(affiliate: Affiliate, endpoints: readonly Endpoint[]): Affiliate {
  if (affiliate.kubespan === undefined) return affiliate
  const kubespan: KubeSpanAffiliate = { ...affiliate.kubespan, endpoints }
  return { ...affiliate, kubespan }
}
