/**
 * What the mesh wants of a device and it has not done yet. Wishes are handed over together; where one is refused they go
 * one by one, so that none stands in another's way, and those that are refused wait for the next round, unless the mesh
 * has changed its mind.
 */
import { messageOf } from "../../../domain/message_of.ts"
import type { PeerIntent } from "../../../domain/mesh/mesh_output.ts"

export class Backlog {
  readonly #perform: (intents: readonly PeerIntent[]) => Promise<void>
  #left: readonly PeerIntent[] = []

  constructor(perform: (intents: readonly PeerIntent[]) => Promise<void>) {
    this.#perform = perform
  }

  get isEmpty(): boolean {
    return this.#left.length === 0
  }

  /** What was refused, in words. */
  async handOver(wanted: readonly PeerIntent[]): Promise<readonly string[]> {
    const all = [...this.#left.filter((old) => !wanted.some((one) => outdates(one, old))), ...wanted]
    this.#left = []
    if (await this.#trouble(all) === undefined) return []
    const troubles = new Map<PeerIntent, string>()
    for (const one of all) {
      const trouble = await this.#trouble([one])
      if (trouble !== undefined) troubles.set(one, trouble)
    }
    this.#left = [...troubles.keys()]
    return [...new Set(troubles.values())]
  }

  async #trouble(intents: readonly PeerIntent[]): Promise<string | undefined> {
    try {
      if (intents.length > 0) await this.#perform(intents)
      return undefined
    } catch (error) {
      return messageOf(error)
    }
  }
}

/** A peer that is to go need not be configured, and of two wishes of a kind the later one counts. */
const outdates = (later: PeerIntent, earlier: PeerIntent): boolean =>
  later.peer === earlier.peer && (later._tag === "RemovePeer" || later._tag === earlier._tag)
