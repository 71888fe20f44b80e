/** A ratchet: what is over its limit may be listed with its size, and then only ever shrink. */
import type { Violation } from "./violation.ts"

export interface Measure {
  readonly key: string
  readonly path: string
  readonly line: number
  readonly size: number
  readonly limit: number
  readonly rule: string
  readonly advice: string
}

export interface Exceptions {
  readonly sizes: Readonly<Record<string, number>>
  /** The most entries that the list may have. */
  readonly most: number
}

const LIST = "tests/architecture/sizes.ts"

export function allowed(measures: readonly Measure[], exceptions: Exceptions): readonly Violation[] {
  const tooLong = measures.filter(({ size, limit }) => size > limit)
  const listed = Object.entries(exceptions.sizes)
  const tooMany = `lists ${listed.length} exceptions, at most ${exceptions.most} may be; shrink the code instead`
  return [
    ...tooLong.flatMap((measure) => overLimit(measure, exceptions)),
    ...listed.flatMap(([key, size]) => outdated(key, size, tooLong)),
    ...(listed.length > exceptions.most ? [{ rule: "sizes/exceptions", path: LIST, message: tooMany }] : []),
  ]
}

function overLimit({ key, path, line, size, limit, rule, advice }: Measure, exceptions: Exceptions): Violation[] {
  const granted = Object.hasOwn(exceptions.sizes, key) ? exceptions.sizes[key] : undefined
  if (granted !== undefined && size <= granted) return []
  const bound = granted === undefined ? `at most ${limit}` : `it was listed with ${granted}, and may only shrink`
  return [{ rule, path, line, message: `${key} has ${size} lines, ${bound}; ${advice}` }]
}

function outdated(key: string, granted: number, tooLong: readonly Measure[]): readonly Violation[] {
  const size = Math.max(0, ...tooLong.filter((measure) => measure.key === key).map((measure) => measure.size))
  if (size >= granted) return []
  const message = size === 0
    ? `the exception for ${key} is no longer needed; remove it`
    : `${key} shrank to ${size} lines; lower its number from ${granted}`
  return [{ rule: "sizes/exceptions", path: LIST, message }]
}
