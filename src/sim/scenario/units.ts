/**
 * The little texts of a scenario file: durations, shares, rates and sizes. Each has a pattern, which editors can check
 * as well, and a reader that is only called on text that matched it. All values are integers.
 */
import * as Schema from "effect/Schema"
import { type Duration, duration } from "../../domain/net/instant.ts"
import { told } from "./text.ts"

const MICROS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
}

/** Each unit once, the largest first. */
const DURATION_PATTERN =
  /^(?=[0-9])([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?([0-9]{1,9}ms)?([0-9]{1,9}us)?$/u
const SHARE_PATTERN = /^(100(\.0{1,4})?|[0-9]{1,2}(\.[0-9]{1,4})?)%$/u
const RATE_PATTERN = /^[1-9][0-9]{0,5}(kbit|Mbit|Gbit)$/u

/** The longest time that a scenario may name: ten years. */
const MAX_DURATION = 3650 * 86_400_000_000
/** How far a clock may be off: a century. */
const MAX_OFFSET = 36_500 * 86_400_000_000

const isDuration = Schema.isPattern(DURATION_PATTERN, {
  message: "Expected a duration such as 250ms, 5s, 2m30s or 1d",
})

const bounded = (isIn: (sum: number) => boolean, message: string) =>
  Schema.makeFilter((text: string) => !DURATION_PATTERN.test(text) || isIn(sumOf(text)) || message, told)

const isShort = bounded((sum) => sum <= MAX_DURATION, "Expected a duration of at most ten years")

export const DurationText = Schema.String.pipe(
  Schema.check(isDuration, isShort),
).annotate({ description: "A duration: 250ms, 5s, 2m30s, 1d." })

/** A duration that is more than nothing. */
export const SpanText = Schema.String.pipe(
  Schema.check(isDuration, isShort, bounded((sum) => sum > 0, "Expected more than zero")),
).annotate({ description: "A duration of more than zero: 250ms, 5s, 2m30s, 1d." })

export const OffsetText = Schema.String.pipe(
  Schema.check(
    Schema.isPattern(new RegExp(DURATION_PATTERN.source.replace("^", "^[+-]"), "u"), {
      message: "Expected an offset such as +2s or -1h",
    }),
    Schema.makeFilter(
      (text: string) => Math.abs(readOffset(text)) <= MAX_OFFSET || "Expected an offset of at most 36500d",
      told,
    ),
  ),
).annotate({ description: "How far and which way: +2s, -1h." })

export const ShareText = Schema.String.pipe(
  Schema.check(Schema.isPattern(SHARE_PATTERN, { message: "Expected a share such as 2% or 0.5%" })),
).annotate({ description: "A share: 2%, 0.5%." })

export const RateText = Schema.String.pipe(
  Schema.check(Schema.isPattern(RATE_PATTERN, { message: "Expected a rate such as 512kbit, 20Mbit or 1Gbit" })),
).annotate({ description: "A data rate: 512kbit, 20Mbit, 1Gbit." })

export const readDuration = (text: string): Duration => duration(sumOf(text))

/** Microseconds, negative for an offset into the past. */
export const readOffset = (text: string): number => (text.startsWith("-") ? -sumOf(text) : sumOf(text))

/** Millionths. */
export function readShare(text: string): number {
  const [whole = "0", fraction = ""] = text.slice(0, -1).split(".")
  return Number(whole) * 10_000 + Number(fraction.padEnd(4, "0"))
}

/** Bits per second. */
export function readRate(text: string): number {
  const unit = text.endsWith("kbit") ? 1_000 : text.endsWith("Mbit") ? 1_000_000 : 1_000_000_000
  return Number(text.slice(0, -4)) * unit
}

function sumOf(text: string): number {
  let sum = 0
  for (const [, count, unit] of text.matchAll(/([0-9]+)(us|ms|s|m|h|d)/g)) {
    sum += Number(count) * (MICROS[unit ?? ""] ?? 0)
  }
  return sum
}
