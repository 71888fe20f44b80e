/** One mapping of an inside endpoint to an external port, and the remote ends that it has spoken to. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { EndpointMap } from "../endpoint_map.ts"
import { Flow } from "../flow.ts"
import type { NatProfile } from "./rfc4787.ts"

export class MappingEntry {
  readonly inside: Endpoint
  readonly external: Endpoint
  readonly #profile: NatProfile
  readonly #life: Flow
  readonly #remotes = new EndpointMap<Flow>()

  constructor(profile: NatProfile, inside: Endpoint, external: Endpoint, now: Instant) {
    this.#profile = profile
    this.inside = inside
    this.external = external
    this.#life = new Flow(profile.mappingTimers, now)
  }

  /** Remote ends that are remembered. */
  get size(): number {
    return this.#remotes.size
  }

  isAlive(now: Instant): boolean {
    return this.#life.isAlive(now)
  }

  knows(remote: Endpoint): boolean {
    return this.#remotes.get(remote) !== undefined
  }

  sentTo(remote: Endpoint, now: Instant): void {
    this.#life.refresh(now)
    const flow = this.#remotes.get(remote)
    if (flow?.isAlive(now)) flow.refresh(now)
    else this.#remotes.set(remote, new Flow(this.#profile.filterTimers, now))
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
    const doesRefresh = this.#profile.refresh === "both"
    this.#life.reply(now, doesRefresh)
    this.#remotes.get(remote)?.reply(now, doesRefresh)
    if (this.#profile.filtering !== "address-dependent") return
    for (const flow of this.#remotes.valuesAt(remote.address)) if (flow.isAlive(now)) flow.reply(now, doesRefresh)
  }

  forgetDead(now: Instant): void {
    this.#remotes.retain((flow) => flow.isAlive(now))
  }
}
