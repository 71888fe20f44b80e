/**
 * What a node sends to a discovery service: itself, and for each other whose endpoint it harvested a request with that
 * endpoint alone (spec/discovery.md 2.5). Sealed once for each change, so that a refresh repeats the same bytes and the
 * service sees that nothing changed.
 */
import * as Result from "effect/Result"
import { type Endpoint, sameEndpoint } from "../net/endpoint.ts"
import { type Duration, minutes } from "../net/instant.ts"
import type { Random } from "../random.ts"
import { sameList } from "../same_list.ts"
import { type Affiliate, type NodeId, sameAffiliate } from "./affiliate.ts"
import { NO_DATA } from "./registered_affiliate.ts"
import type { UpdateRequest } from "./registry_request.ts"
import { sealAffiliate, sealEndpoint } from "./seal.ts"

/** Life of what we announce, which is also the most that the service grants (spec/kubespan.md 0). */
export const AFFILIATE_TTL: Duration = minutes(30)
/** What is announced is repeated after half of that. */
export const REFRESH_INTERVAL: Duration = minutes(15)

export interface HarvestedEndpoint {
  readonly nodeId: NodeId
  readonly endpoint: Endpoint
}

export const sameHarvest = (a: HarvestedEndpoint, b: HarvestedEndpoint): boolean =>
  a.nodeId === b.nodeId && sameEndpoint(a.endpoint, b.endpoint)

export interface AnnouncerOptions {
  readonly clusterId: string
  /** 32 bytes. */
  readonly secret: Uint8Array
  readonly random: Random
}

export class Announcer {
  readonly #options: AnnouncerOptions
  #affiliate: Affiliate | undefined
  #harvest: readonly HarvestedEndpoint[] = []
  #own: UpdateRequest | undefined
  #others: readonly UpdateRequest[] = []

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  /** True if there is something new to send. An affiliate that is too big to be sealed leaves the last one in force. */
  announce(affiliate: Affiliate, harvest: readonly HarvestedEndpoint[]): Result.Result<boolean, "too-big"> {
    const isSame = this.#affiliate !== undefined && sameAffiliate(this.#affiliate, affiliate)
    if (!isSame) {
      const sealed = sealAffiliate(affiliate, this.#options.secret, this.#options.random.fill(new Uint8Array(12)))
      if (Result.isFailure(sealed)) return Result.fail(sealed.failure)
      this.#affiliate = affiliate
      this.#own = this.#request(affiliate.nodeId, sealed.success, affiliate.kubespan?.endpoints ?? [])
    }
    const isSameHarvest = sameList(this.#harvest, harvest, sameHarvest)
    if (!isSameHarvest) {
      this.#harvest = harvest
      this.#others = harvest.map(({ nodeId, endpoint }) => this.#request(nodeId, NO_DATA, [endpoint]))
    }
    return Result.succeed(!isSame || !isSameHarvest)
  }

  /** To be sent after each change, after each new connection, and at each refresh. */
  get requests(): readonly UpdateRequest[] {
    return this.#own === undefined ? [] : [this.#own, ...this.#others]
  }

  #request(affiliateId: NodeId, data: Uint8Array, endpoints: readonly Endpoint[]): UpdateRequest {
    const { clusterId, secret } = this.#options
    const sealed = endpoints.map((one) => sealEndpoint(one, secret))
    return { clusterId, affiliateId, data, endpoints: sealed, ttl: AFFILIATE_TTL }
  }
}
