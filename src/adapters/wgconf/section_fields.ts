/**
 * The keys of one section, asked for by name. What is not known, stands there twice, has no value or cannot be read is
 * noted as a problem, and counts as absent.
 */
import * as Result from "effect/Result"
import type { Reader } from "./field_values.ts"
import type { WgProblem } from "./wg_problem.ts"
import { type WgEntry, type WgSection, withoutSpaces } from "./wg_sections.ts"

/** The keys of a section: those that `wg` reads, and those that wg-quick adds. */
export interface SectionKeys {
  readonly wg: readonly string[]
  readonly quick: readonly string[]
}

/** A value and where it stands. */
export interface Placed<A> {
  readonly at: { readonly line: number; readonly column: number; readonly path: string }
  readonly value: A
}

export class SectionFields {
  readonly line: number
  readonly #entries = new Map<string, WgEntry[]>()
  readonly #keys: SectionKeys
  readonly #problems: WgProblem[]

  constructor(section: WgSection, keys: SectionKeys, problems: WgProblem[]) {
    this.line = section.line
    this.#keys = keys
    this.#problems = problems
    for (const entry of section.entries) {
      const key = keyOf(entry, keys)
      if (key === undefined) this.#note({ ...entry, column: entry.keyColumn }, "", unknownKey(section, keys))
      else this.#add(key, entry)
    }
  }

  /** The value of a key that may stand there once. */
  one<A>(key: string, read: Reader<A>): Placed<A> | undefined {
    const [first, ...more] = this.#entries.get(key) ?? []
    for (const entry of more) this.#note({ ...entry, column: entry.keyColumn }, key, `${AGAIN} ${first?.line}`)
    return first && this.#read(key, this.#keys.wg.includes(key) ? tight(first) : first, read)
  }

  /** The values of a key that may stand there several times, with several values in each, parted by commas. */
  list<A>(key: string, read: Reader<A>, separator: RegExp = COMMA): readonly Placed<A>[] {
    return this.all(key).flatMap((entry) =>
      itemsOf(entry, separator).flatMap((item) => this.#read(key, item, read) ?? [])
    )
  }

  /** The entries of a key, unread. */
  all = (key: string): readonly WgEntry[] => this.#entries.get(key) ?? []

  /** That a key is missing, which there must be. */
  missing(key: string, message: string): void {
    if (!this.#entries.has(key)) this.#note({ line: this.line, column: 1 }, key, message)
  }

  #add(key: string, entry: WgEntry): void {
    const entries = this.#entries.get(key)
    if (entries === undefined) this.#entries.set(key, [entry])
    else entries.push(entry)
  }

  #read<A>(key: string, entry: Item, read: Reader<A>): Placed<A> | undefined {
    const value = entry.value === "" ? Result.fail("a value is missing") : read(entry.value)
    if (Result.isFailure(value)) return this.#note(entry, key, value.failure)
    return { at: { line: entry.line, column: entry.column, path: key }, value: value.success }
  }

  #note({ line, column }: Pick<WgEntry, "line" | "column">, path: string, message: string): undefined {
    this.#problems.push({ line, column, path, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}` })
  }
}

function keyOf({ key }: WgEntry, { wg, quick }: SectionKeys): string | undefined {
  const lower = key.toLowerCase()
  return wg.find((known) => known.toLowerCase() === withoutSpaces(lower)) ??
    quick.find((known) => known.toLowerCase() === lower)
}

const tight = (entry: WgEntry): WgEntry => ({ ...entry, value: withoutSpaces(entry.value) })

/** Each with its column; white space within goes, as `wg` has it. The separator is a group, so that split keeps it. */
function itemsOf({ line, column, value }: WgEntry, separator: RegExp): readonly Item[] {
  let end = 0
  return value.split(separator).flatMap((part, i) => {
    const start = end
    end += part.length
    const lead = part.length - part.trimStart().length
    return i % 2 === 1 ? [] : [{ line, column: column + start + lead, value: withoutSpaces(part) }]
  })
}

type Item = Pick<WgEntry, "line" | "column" | "value">

const unknownKey = ({ name }: WgSection, { wg, quick }: SectionKeys): string =>
  `There is no such key in [${name}]; there are ${[...wg, ...quick].join(", ")}`

const AGAIN = "this may stand here once, and does in line"
const COMMA = /(,)/
