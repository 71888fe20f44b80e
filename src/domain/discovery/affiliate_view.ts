/**
 * What one discovery service has told a node of all others. Upstream forgets whatever a new snapshot does not mention, so
 * a service that lost its memory costs it every peer at once (siderolabs/discovery-service#54). Here those that a
 * snapshot misses live on for the time that the service itself would have kept them, and come back or expire by then.
 */
import * as Result from "effect/Result"
import { after, type Instant } from "../net/instant.ts"
import { AFFILIATE_TTL } from "./announcer.ts"
import { type Affiliate, type NodeId, sameAffiliate } from "./affiliate.ts"
import { UPSTREAM_LIMITS } from "./registry_limits.ts"
import type { Opener } from "./opener.ts"
import type { WatchMessage } from "./watch_message.ts"

export interface News {
  readonly seen: readonly Affiliate[]
  readonly gone: readonly NodeId[]
}

interface Viewed {
  readonly affiliate: Affiliate
  /** Since when the service no longer mentions it; undefined while it does. */
  readonly missingSince: Instant | undefined
}

export class AffiliateView {
  readonly #opener: Opener
  readonly #localId: NodeId
  readonly #viewed = new Map<string, Viewed>()
  /** Whether any of them may be missing. */
  #isInDoubt = false

  constructor(opener: Opener, localId: NodeId) {
    this.#opener = opener
    this.#localId = localId
  }

  /**
   * What is new in a message of the service. Our own affiliate and what does not open are none of it, nor are more than
   * a service can have.
   */
  take({ isSnapshot, affiliates, deleted }: WatchMessage, now: Instant): News {
    if (deleted) return { seen: [], gone: affiliates.flatMap(({ id }) => this.#forget(id)) }
    if (isSnapshot) this.#doubtAll(now)
    const seen: Affiliate[] = []
    for (const record of affiliates) {
      const opened = this.#opener.open(record)
      if (Result.isFailure(opened) || opened.success.nodeId === this.#localId) continue
      const affiliate = opened.success
      const known = this.#viewed.get(affiliate.nodeId)
      if (known === undefined && this.#viewed.size >= UPSTREAM_LIMITS.affiliatesPerCluster) continue
      this.#viewed.set(affiliate.nodeId, { affiliate, missingSince: undefined })
      if (known === undefined || !sameAffiliate(known.affiliate, affiliate)) seen.push(affiliate)
    }
    return { seen, gone: [] }
  }

  /** Those that have been missing for too long; they are forgotten with this. */
  expire(now: Instant): readonly NodeId[] {
    if (!this.#isInDoubt) return []
    this.#isInDoubt = [...this.#viewed.values()].some(({ missingSince }) => missingSince !== undefined)
    const over = [...this.#viewed].filter(([, { missingSince }]) =>
      missingSince !== undefined && after(missingSince, AFFILIATE_TTL) <= now
    )
    return over.flatMap(([id]) => this.#forget(id))
  }

  #forget(id: string): readonly NodeId[] {
    const known = this.#viewed.get(id)
    this.#viewed.delete(id)
    return known === undefined ? [] : [known.affiliate.nodeId]
  }

  #doubtAll(now: Instant): void {
    this.#isInDoubt = true
    for (const [id, { affiliate, missingSince = now }] of this.#viewed) {
      this.#viewed.set(id, { affiliate, missingSince })
    }
  }
}
