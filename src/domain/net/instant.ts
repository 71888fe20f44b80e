/**
 * Time on one monotonic line, in whole microseconds. A double holds them exactly for 285 years, and links of 0.1 ms
 * stay distinct. An `Instant` says nothing of the wall clock; where that matters (TAI64N) it is injected.
 */
import type * as Brand from "effect/Brand"
import { nominal } from "../brand.ts"

export type Instant = number & Brand.Brand<"Instant">
export type Duration = number & Brand.Brand<"Duration">

export const instant = nominal<Instant>()
export const duration = nominal<Duration>()

/** Later than every instant that can come up. */
export const NEVER: Instant = instant(Number.MAX_SAFE_INTEGER)

export const micros = (n: number): Duration => duration(n)
export const millis = (n: number): Duration => duration(n * 1_000)
export const seconds = (n: number): Duration => duration(n * 1_000_000)
export const minutes = (n: number): Duration => duration(n * 60_000_000)

/** `start` plus `length`. */
export const after = (start: Instant, length: Duration): Instant => instant(start + length)

/** How long ago `start` was; zero if it is not past, so that a clock that steps back cannot make an age negative. */
export const since = (start: Instant, now: Instant): Duration => duration(now > start ? now - start : 0)

export const earliest = (a: Instant, b: Instant): Instant => (a <= b ? a : b)

/** Whole milliseconds, for reports. */
export const toMillis = (time: Instant | Duration): number => Math.floor(time / 1_000)

/** A short text such as `0.3ms`, `79ms`, `5.33s` or `2m30s`, for reports and reasons. */
export function formatDuration(length: Duration | Instant): string {
  if (length < 1_000) return `${Math.floor(length / 100) / 10}ms`
  if (length < 1_000_000) return `${Math.floor(length / 1_000)}ms`
  if (length < 60_000_000) return `${Math.floor(length / 10_000) / 100}s`
  const wholeSeconds = Math.floor(length / 1_000_000)
  const hours = Math.floor(wholeSeconds / 3600)
  const mins = Math.floor(wholeSeconds / 60) % 60
  const secs = wholeSeconds % 60
  return (hours > 0 ? `${hours}h` : "") + (mins > 0 ? `${mins}m` : "") + (secs > 0 ? `${secs}s` : "")
}
