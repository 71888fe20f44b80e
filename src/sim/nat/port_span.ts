/** Among which external ports one inside port may choose (RFC 4787 sections 4.2.1 and 4.2.2). */
import type { NatProfile } from "./rfc4787.ts"

/** Both ends included; none if the first is after the last. */
export interface PortSpan {
  readonly first: number
  readonly last: number
  /** If only even ones (0) or odd ones (1) will do. */
  readonly parity: number | undefined
}

/** Ports that need no privileges. */
export const UNPRIVILEGED = [1024, 65535] as const

/** What is left of the profile's range for this inside port. */
export function spanFor({ portRange, rangeClass, parity }: NatProfile, insidePort: number): PortSpan {
  const [first, last] = portRange ?? (rangeClass ? classOf(insidePort) : UNPRIVILEGED)
  const [lowest, highest] = rangeClass ? classOf(insidePort) : [first, last]
  return { ...overlap({ first, last }, lowest, highest), parity: parity ? insidePort & 1 : undefined }
}

/** The same, within narrower bounds. */
export const narrowed = (span: PortSpan, first: number, last: number): PortSpan => ({
  ...overlap(span, first, last),
  parity: span.parity,
})

export const isEmpty = ({ first, last }: PortSpan): boolean => first > last

export const isWithin = ({ first, last, parity }: PortSpan, port: number): boolean =>
  port >= first && port <= last && (parity === undefined || (port & 1) === parity)

/** REQ-3a. */
const classOf = (port: number): readonly [number, number] => (port < 1024 ? [1, 1023] : UNPRIVILEGED)

const overlap = (span: Omit<PortSpan, "parity">, first: number, last: number): Omit<PortSpan, "parity"> => ({
  first: Math.max(span.first, first),
  last: Math.min(span.last, last),
})
