/** Whether two lists hold the same things in the same order. */
export function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean = identical): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (const [i, x] of a.entries()) {
    const y = b[i]
    if (y === undefined || !same(x, y)) return false
  }
  return true
}

const identical = <T>(x: T, y: T): boolean => x === y
