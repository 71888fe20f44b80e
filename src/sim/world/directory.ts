/** Finds the nodes of a run by their names, keys and mesh addresses. */
import { present } from "../../domain/assert.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { type PublicKey, publicKeyOf } from "../../domain/public_key.ts"
import type { Participant } from "./participant.ts"

export class Directory {
  readonly all: readonly Participant[]
  readonly #byName: ReadonlyMap<string, Participant>
  readonly #byKey: ReadonlyMap<PublicKey, number>
  readonly #byAddress: ReadonlyMap<IpAddress, number>

  constructor(all: readonly Participant[]) {
    this.all = all
    this.#byName = new Map(all.map((one) => [one.config.nodename, one]))
    this.#byKey = new Map(all.map((one) => [publicKeyOf(one.config.device.keys.publicKey), one.index]))
    this.#byAddress = new Map(all.map((one) => [one.config.meshAddress, one.index]))
  }

  at(index: number): Participant {
    return present(this.all[index], "nodes are numbered from zero")
  }

  named(name: string): Participant {
    return present(this.#byName.get(name), "the scenario was validated")
  }

  indexOfKey(key: PublicKey): number | undefined {
    return this.#byKey.get(key)
  }

  indexOfAddress(address: IpAddress): number | undefined {
    return this.#byAddress.get(address)
  }
}
