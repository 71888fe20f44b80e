/**
 * A simulated discovery service: the very `Registry` that a real one would hold, and what happens to services: they are
 * down, slow, out of some people's reach, lose their memory, or send their clients elsewhere.
 */
import { Registry } from "../../domain/discovery/registry.ts"
import type { UpdateRequest } from "../../domain/discovery/registry_request.ts"
import type { Watcher } from "../../domain/discovery/watcher.ts"
import type { WatchMessage } from "../../domain/discovery/watch_message.ts"
import type { Duration, Instant } from "../../domain/net/instant.ts"
import * as Result from "effect/Result"
import type { SessionId } from "./message.ts"

export interface ServiceProfile {
  readonly name: string
  /** One way. */
  readonly latency: Duration
  readonly isUp: boolean
  /** The service to which everybody is sent on; undefined for none. */
  readonly redirect: string | undefined
}

export class Service {
  readonly name: string
  latency: Duration
  isUp: boolean
  readonly redirect: string | undefined
  #registry = new Registry()
  readonly #watchers = new Map<SessionId, Watcher>()

  constructor({ name, latency, isUp, redirect }: ServiceProfile) {
    this.name = name
    this.latency = latency
    this.isUp = isUp
    this.redirect = redirect
  }

  /** `onNews` is called when there is something to take; the snapshot can be taken at once. */
  watch(session: SessionId, clusterId: string, onNews: () => void): void {
    this.unwatch(session)
    const watcher = this.#registry.watch(clusterId, onNews)
    if (Result.isSuccess(watcher)) this.#watchers.set(session, watcher.success)
  }

  unwatch(session: SessionId): void {
    this.#watchers.get(session)?.close()
    this.#watchers.delete(session)
  }

  /** Everything that the watcher has not been told yet. */
  *take(session: SessionId): Iterable<WatchMessage> {
    const watcher = this.#watchers.get(session)
    for (let message = watcher?.take(); message !== undefined; message = watcher?.take()) yield message
  }

  /** What is refused is left out, and comes again with the next refresh. */
  update(requests: readonly UpdateRequest[], now: Instant): void {
    for (const request of requests) this.#registry.update(request, now)
  }

  collect(now: Instant): void {
    this.#registry.collect(now)
  }

  /** All connections end. */
  cut(): void {
    for (const session of [...this.#watchers.keys()]) this.unwatch(session)
  }

  /** Comes back with an empty memory. */
  forget(): void {
    this.cut()
    this.#registry = new Registry()
  }
}
