/** Finds the nodes of a run by their names and keys. */
import { present } from "../../domain/assert.ts"
import { type PublicKey, publicKeyOf } from "../../domain/public_key.ts"
import type { Participant } from "./participant.ts"

export class Directory {
  readonly all: readonly Participant[]
  readonly #byName: ReadonlyMap<string, Participant>
  readonly #byKey: ReadonlyMap<PublicKey, Participant>

  constructor(all: readonly Participant[]) {
    this.all = all
    this.#byName = new Map(all.map((one) => [one.name, one]))
    this.#byKey = new Map(all.map((one) => [publicKeyOf(one.config.device.keys.publicKey), one]))
  }

  at(index: number): Participant {
    return present(this.all[index], "nodes are numbered from zero")
  }

  named(name: string): Participant {
    return present(this.#byName.get(name), "the scenario was validated")
  }

  withKey(key: PublicKey): Participant | undefined {
    return this.#byKey.get(key)
  }
}
