/**
 * Immutable lists that are sorted by a text key, compared by code unit. With a few hundred items, copying such a list
 * costs less than any persistent map, and its order depends on nothing but the keys.
 */
export interface Keyed<Key extends string> {
  readonly key: Key
}

/** Where the key is, or where it would go. */
function position<Key extends string>(list: readonly Keyed<Key>[], key: Key): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = list[middle]
    if (item !== undefined && item.key < key) low = middle + 1
    else high = middle
  }
  return low
}

export function find<Key extends string, Item extends Keyed<Key>>(list: readonly Item[], key: Key): Item | undefined {
  const item = list[position(list, key)]
  return item?.key === key ? item : undefined
}

/** The list with `item` in the place of the one with the same key, or added. */
export function put<Item extends Keyed<string>>(list: readonly Item[], item: Item): readonly Item[] {
  const at = position(list, item.key)
  const copy = list.slice()
  copy.splice(at, list[at]?.key === item.key ? 1 : 0, item)
  return copy
}

/** The list without the item of this key. */
export function without<Item extends Keyed<string>>(list: readonly Item[], key: string): readonly Item[] {
  const at = position(list, key)
  if (list[at]?.key !== key) return list
  return [...list.slice(0, at), ...list.slice(at + 1)]
}
