/** What a rule reports. The message says what is wrong and what to do instead. */
export interface Violation {
  readonly rule: string
  readonly path: string
  readonly line?: number
  readonly message: string
}

/** `path:line rule`, and `path rule` for what concerns no line. */
export const placeOf = ({ rule, path, line }: Violation): string =>
  `${path}${line === undefined ? "" : `:${line}`} ${rule}`

export const describeViolation = (violation: Violation): string => `${placeOf(violation)}: ${violation.message}`
