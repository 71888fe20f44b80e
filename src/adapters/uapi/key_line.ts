/** `key=value`, the one form that lines of the protocol have. */

/** The value is undefined where there is no `=`. */
export function keyAndValue(line: string): readonly [key: string, value: string | undefined] {
  const equals = line.indexOf("=")
  return equals < 0 ? [line, undefined] : [line.slice(0, equals), line.slice(equals + 1)]
}

/** Hands over the value that could be read, or says that it could not. */
export function taken<A>(value: A | undefined, take: (value: A) => unknown): boolean {
  if (value === undefined) return false
  take(value)
  return true
}

/** A report or a change in the making. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] }
