/**
 * One subscriber of a cluster. It is told the state, not the history: what changes between two messages is held as at
 * most one entry per affiliate, and what the entry says is read when it is taken. So a slow subscriber costs no more than
 * the affiliates that there are and those that it still believes in, nothing is lost, and none is called deleted that
 * lives.
 *
 * The invariant: an id without an entry is to the subscriber exactly what it is in the cluster. So whoever gets its first
 * entry by being added is unknown to the subscriber, and if it goes again before it was told, there is nothing to tell.
 */
import { assert, present } from "../assert.ts"
import type { AffiliateRecord } from "./registered_affiliate.ts"
import { fitting, goneRecord, type MessageRoom, type WatchMessage } from "./watch_message.ts"

export type Change = "added" | "changed" | "removed"

/** What a watcher sees of its cluster. */
export interface WatchSource {
  readonly ids: () => Iterable<string>
  readonly recordOf: (id: string) => AffiliateRecord | undefined
  readonly leave: (watcher: Watcher) => void
}

export interface WatcherOptions {
  readonly messageBytes: number
  readonly onNews: () => void
}

export class Watcher {
  readonly #source: WatchSource
  readonly #messageBytes: number
  readonly #onNews: () => void
  /** Affiliates that are there and not told as they are; whether the subscriber knows of them at all. */
  readonly #isKnownById = new Map<string, boolean>()
  /** Affiliates that the subscriber knows and that are gone. */
  readonly #gone = new Set<string>()
  #isFirst = true
  #isClosed = false
  /** The snapshot is there from the start, so that nobody needs to be told of it. */
  #isTold = true

  constructor(source: WatchSource, { messageBytes, onNews }: WatcherOptions) {
    this.#source = source
    this.#messageBytes = messageBytes
    this.#onNews = onNews
    for (const id of source.ids()) this.#isKnownById.set(id, false)
  }

  /**
   * The next message; undefined if there is nothing to tell. The first is the snapshot, or the first part of it, and
   * comes even if it is empty. `onNews` is called once when there is something again after there was nothing.
   */
  take(mostAffiliates: number = Number.POSITIVE_INFINITY): WatchMessage | undefined {
    assert(mostAffiliates >= 1, "a message has room for an affiliate")
    if (!this.#hasNews) return undefined
    const room = { affiliates: mostAffiliates, bytes: this.#messageBytes }
    const message = this.#gone.size > 0 ? this.#takeGone(room) : this.#takeChanged(room)
    this.#isFirst = false
    this.#isTold = this.#hasNews
    return message
  }

  /** How many affiliates it has yet to be told of. */
  get pending(): number {
    return this.#isKnownById.size + this.#gone.size
  }

  close(): void {
    this.#isClosed = true
    this.#isKnownById.clear()
    this.#gone.clear()
    this.#source.leave(this)
  }

  /** For the cluster: remembers that the affiliate is not as it was told. */
  note(change: Change, id: string): void {
    switch (change) {
      case "added":
        this.#isKnownById.set(id, this.#gone.delete(id))
        return
      case "changed":
        if (!this.#isKnownById.has(id)) this.#isKnownById.set(id, true)
        return
      case "removed":
        if (this.#isKnownById.get(id) ?? true) this.#gone.add(id)
        this.#isKnownById.delete(id)
        if (!this.#hasNews) this.#isTold = false
    }
  }

  /** For the cluster: says so if there is news since the subscriber found none. */
  ring(): void {
    if (this.#isTold || !this.#hasNews) return
    this.#isTold = true
    this.#onNews()
  }

  get #hasNews(): boolean {
    return !this.#isClosed && (this.#isFirst || this.pending > 0)
  }

  /** Those that are gone come first: who takes their place may have their addresses. */
  #takeGone(room: MessageRoom): WatchMessage {
    const affiliates = fitting(this.#gone.values().map(goneRecord), room)
    for (const { id } of affiliates) this.#gone.delete(id)
    return { isSnapshot: false, affiliates, deleted: true }
  }

  #takeChanged(room: MessageRoom): WatchMessage {
    const affiliates = fitting(this.#isKnownById.keys().map((id) => this.#recordOf(id)), room)
    for (const { id } of affiliates) this.#isKnownById.delete(id)
    return { isSnapshot: this.#isFirst, affiliates, deleted: false }
  }

  #recordOf(id: string): AffiliateRecord {
    return present(this.#source.recordOf(id), "what is yet to be told is in the cluster")
  }
}
