/**
 * Cryptokey routing (spec/wireguard.md 1.14): the longest prefix that holds an address has exactly one owner. An owner is
 * given a list of prefixes at a time; one that somebody else had goes over to it, one that is taken from it is not
 * missed when its list changes.
 */
import type { Family } from "../net/ip_address.ts"
import { type Prefix, prefixFamily } from "../net/prefix.ts"
import { PrefixTable } from "./prefix_table.ts"

export class AllowedIps<Owner> {
  readonly #tables: Readonly<Record<Family, PrefixTable<Owner>>> = {
    v4: new PrefixTable("v4"),
    v6: new PrefixTable("v6"),
  }
  /** As they were assigned; some may be another's by now. */
  readonly #assigned = new Map<Owner, readonly Prefix[]>()

  /** Makes these the prefixes of `owner`, in place of those that it had. */
  assign(owner: Owner, prefixes: readonly Prefix[]): void {
    this.release(owner)
    for (const prefix of prefixes) this.insert(prefix, owner)
    this.#assigned.set(owner, prefixes)
  }

  /** Takes from an owner all that is still its own. */
  release(owner: Owner): void {
    for (const prefix of this.prefixesOf(owner)) this.remove(prefix)
    this.#assigned.delete(owner)
  }

  /** Those that were assigned to an owner and are still its own. */
  prefixesOf(owner: Owner): readonly Prefix[] {
    return (this.#assigned.get(owner) ?? []).filter((prefix) => this.ownerOf(prefix) === owner)
  }

  /** Gives the prefix to `owner`; whoever had exactly this prefix loses it. */
  insert(prefix: Prefix, owner: Owner): void {
    this.#tables[prefixFamily(prefix)].set(prefix, owner)
  }

  /** The owner of exactly this prefix. */
  ownerOf(prefix: Prefix): Owner | undefined {
    return this.#tables[prefixFamily(prefix)].get(prefix)
  }

  remove(prefix: Prefix): void {
    this.#tables[prefixFamily(prefix)].delete(prefix)
  }

  /** The owner of the longest prefix that holds the address whose octets start at `offset`. */
  lookup(family: Family, bytes: Uint8Array, offset: number): Owner | undefined {
    return this.#tables[family].lookup(bytes, offset)
  }
}
