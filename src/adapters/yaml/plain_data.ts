/**
 * A document that is well-formed, as plain data: mappings as objects, lists as arrays, aliases as the very thing that
 * they lead to. One walk; it finds keys that are said twice, and aliases that lead nowhere, into themselves or, written
 * out, to more than anybody means. It remembers where keys and aliases lead, so that places are found without search.
 */
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml"

export interface Flaw {
  readonly offset: number
  readonly message: string
}

interface Anchored {
  readonly node: Node
  /** Once the walk is through with it. */
  made: { readonly data: unknown; readonly values: number } | undefined
}

/** Values in a document once all aliases are written out. */
const MAX_VALUES = 200_000
/** Keys are told in messages. */
const MAX_KEY_LENGTH = 1_024

export class PlainData {
  readonly data: unknown
  readonly flaws: Flaw[] = []
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>()
  readonly #targets = new Map<Alias, Node>()
  /** By its name, the last one so far. */
  readonly #anchored = new Map<string, Anchored>()
  #values = 0

  constructor({ contents }: Document) {
    this.data = this.#read(contents)
  }

  /** What stands behind a key of a mapping, or at a position of a list. */
  child(parent: unknown, step: string | number): unknown {
    const node = isAlias(parent) ? this.#targets.get(parent) : parent
    if (isMap(node)) return this.#pairs.get(node)?.get(String(step))
    return isSeq(node) && typeof step === "number" ? node.items[step] : undefined
  }

  #read(node: unknown): unknown {
    const before = this.#values++
    if (isAlias(node)) return this.#follow(node)
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null
    const anchored: Anchored = { node, made: undefined }
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, anchored)
    const data = this.#content(node)
    anchored.made = { data, values: this.#values - before }
    return data
  }

  #content(node: Exclude<Node, Alias>): unknown {
    if (isMap(node)) return this.#mapping(node)
    return isSeq(node) ? node.items.map((item) => this.#read(item)) : node.value
  }

  #mapping(map: YAMLMap): unknown {
    const pairs = new Map<string, Pair>()
    this.#pairs.set(map, pairs)
    const entries = map.items.map((pair): [string, unknown] => {
      const key = String(this.#read(pair.key))
      if (key.length > MAX_KEY_LENGTH) this.#tell(pair.key, `Expected a key of at most ${MAX_KEY_LENGTH} characters`)
      if (pairs.has(key)) this.#tell(pair.key, "Map keys must be unique")
      else pairs.set(key, pair)
      return [key, this.#read(pair.value)]
    })
    return Object.fromEntries(entries)
  }

  #follow(alias: Alias): unknown {
    const target = this.#anchored.get(alias.source)
    if (target === undefined) return this.#tell(alias, "There is no such anchor before this alias")
    if (target.made === undefined) return this.#tell(alias, "The alias stands inside of what it stands for")
    this.#targets.set(alias, target.node)
    const before = this.#values
    this.#values += target.made.values
    if (before <= MAX_VALUES && this.#values > MAX_VALUES) {
      this.#tell(alias, `With its aliases written out, the file has more than ${MAX_VALUES} values`)
    }
    return target.made.data
  }

  #tell(node: unknown, message: string): void {
    const offset = isScalar(node) || isAlias(node) ? node.range?.[0] ?? 0 : 0
    this.flaws.push({ offset, message })
  }
}
