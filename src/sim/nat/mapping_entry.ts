/** One mapping of an inside endpoint to an external one, and the remote ends that it has spoken to. */
import { assert } from "../../domain/assert.ts"
import type { Endpoint } from "../../domain/net/endpoint.ts"
import { earliest, type Instant, NEVER } from "../../domain/net/instant.ts"
import { EndpointMap } from "../endpoint_map.ts"
import { Flow } from "../flow.ts"
import { EndpointRewriter } from "./endpoint_rewriter.ts"
import type { NatProfile } from "./rfc4787.ts"

export interface MappingEnds {
  readonly inside: Endpoint
  /** As much of the remote end as the mapping depends on. */
  readonly scope: Endpoint
  readonly external: Endpoint
}

/** A mapping, one of its remote ends, and the last packet between them that counted. */
export interface Conversation {
  readonly mapping: MappingEntry
  readonly remote: Endpoint
  readonly at: Instant
}

export class MappingEntry {
  readonly inside: Endpoint
  readonly scope: Endpoint
  readonly external: Endpoint
  /** Of payloads, where the device meddles with them. */
  readonly rewriter: EndpointRewriter | undefined
  readonly #profile: NatProfile
  readonly #life: Flow
  readonly #remotes = new EndpointMap<Flow>()
  #endedAt: Instant = NEVER

  constructor(profile: NatProfile, { inside, scope, external }: MappingEnds, now: Instant) {
    this.#profile = profile
    this.inside = inside
    this.scope = scope
    this.external = external
    this.rewriter = profile.alg === "rewrite" ? new EndpointRewriter(inside, external) : undefined
    this.#life = new Flow(profile.mappingTimers, now)
  }

  /** Remote ends that are remembered. */
  get size(): number {
    return this.#remotes.size
  }

  /** When it was over, or will be. */
  get endsAt(): Instant {
    return earliest(this.#endedAt, this.#life.endsAt)
  }

  isAlive(now: Instant): boolean {
    return this.#endedAt === NEVER && this.#life.isAlive(now)
  }

  knows(remote: Endpoint): boolean {
    return this.#remotes.get(remote) !== undefined
  }

  /** A packet to this remote end, for the first time or after it was forgotten. */
  call(remote: Endpoint, now: Instant): void {
    assert(!this.knows(remote), "a remote end is called for the first time once")
    this.#keepUp(this.#life, now)
    this.#remotes.set(remote, new Flow(this.#profile.filterTimers, now))
  }

  /** Another packet to this remote end; false if it is not remembered. */
  callAgain(remote: Endpoint, now: Instant): boolean {
    const flow = this.#remotes.get(remote)
    if (flow === undefined) return false
    this.#keepUp(this.#life, now)
    if (flow.isAlive(now)) this.#keepUp(flow, now)
    else this.#remotes.set(remote, new Flow(this.#profile.filterTimers, now))
    return true
  }

  /** Section 5: has the inside spoken to this remote end, as closely as the filter looks? */
  admits(remote: Endpoint, now: Instant): boolean {
    switch (this.#profile.filtering) {
      case "endpoint-independent":
        return true
      case "address-dependent":
        return this.#remotes.someAt(remote.address, (flow) => flow.isAlive(now))
      case "address-and-port-dependent":
        return this.#remotes.get(remote)?.isAlive(now) ?? false
    }
  }

  heardFrom(remote: Endpoint, now: Instant): void {
    const doesRefresh = this.#profile.refresh !== "outbound"
    this.#life.reply(now, doesRefresh)
    this.#remotes.get(remote)?.reply(now, doesRefresh)
    if (this.#profile.filtering !== "address-dependent") return
    for (const flow of this.#remotes.valuesAt(remote.address)) if (flow.isAlive(now)) flow.reply(now, doesRefresh)
  }

  /** When the inside and this remote end last spoke; undefined if they are not remembered to. */
  lastSpoke(remote: Endpoint): Instant | undefined {
    return this.#remotes.get(remote)?.lastAt
  }

  /** All remote ends that are remembered, and when they and the inside last spoke. */
  conversations(): readonly Conversation[] {
    return Array.from(this.#remotes.entries(), ([remote, flow]) => ({ mapping: this, remote, at: flow.lastAt }))
  }

  forget(remote: Endpoint): void {
    this.#remotes.delete(remote)
  }

  /** Remote ends that are over. Until when nothing else of this mapping can be, whatever comes. */
  forgetDead(now: Instant): Instant {
    let nothingEndsBefore = this.#life.endsNotBefore
    this.#remotes.retain((flow) => {
      const isAlive = flow.isAlive(now)
      if (isAlive) nothingEndsBefore = earliest(nothingEndsBefore, flow.endsNotBefore)
      return isAlive
    })
    return nothingEndsBefore
  }

  /** Before its time; or at it, if that has passed. */
  end(now: Instant): void {
    this.#endedAt = earliest(now, this.endsAt)
    this.#remotes.clear()
  }

  /** Section 4.3: what goes out refreshes, as REQ-6 demands, or not. */
  #keepUp(flow: Flow, now: Instant): void {
    if (this.#profile.refresh !== "inbound") flow.refresh(now)
  }
}
