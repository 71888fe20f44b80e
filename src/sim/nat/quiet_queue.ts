/**
 * Which conversation has been quiet longest. The order is that of one moment: whoever has spoken since is passed over,
 * and is later in the order of the next moment, as is whoever is new; so it takes a look at all of them only now and then.
 */
import { present } from "../../domain/assert.ts"
import type { Conversation } from "./mapping_entry.ts"

export class QuietQueue {
  #order: readonly Conversation[] = []
  #next = 0

  /** Of these, of which there is at least one. */
  take(all: () => readonly Conversation[]): Conversation {
    const quietest = this.#advance()
    if (quietest !== undefined) return quietest
    this.#order = all().toSorted((a, b) => a.at - b.at)
    this.#next = 0
    return present(this.#advance(), "there is a conversation to take")
  }

  clear(): void {
    this.#order = []
  }

  #advance(): Conversation | undefined {
    while (this.#next < this.#order.length) {
      const one = this.#order[this.#next++]
      if (one !== undefined && one.mapping.lastSpoke(one.remote) === one.at) return one
    }
    return undefined
  }
}
