/** A timerfd(2): a descriptor that can be read from, eight bytes at a time as from an eventfd, again and again. */
import { must } from "../../../../src/adapters/linux/libc.ts"

export function newTicker(everyMs: number): number {
  const { symbols } = Deno.dlopen("libc.so.6", SYMBOLS)
  const descriptor = must(symbols.timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), "timerfd_create", "make a timer")
  const nanoseconds = BigInt(everyMs) * 1_000_000n
  // `struct itimerspec`: seconds and nanoseconds between, then until the first.
  const times = new Uint8Array(BigInt64Array.of(0n, nanoseconds, 0n, nanoseconds).buffer)
  must(symbols.timerfd_settime(descriptor, 0, times, null), "timerfd_settime", "set a timer")
  return descriptor
}

const SYMBOLS = {
  timerfd_create: { parameters: ["i32", "i32"], result: "i32" },
  timerfd_settime: { parameters: ["i32", "i32", "buffer", "pointer"], result: "i32" },
} as const

const CLOCK_MONOTONIC = 1
const TFD_NONBLOCK = 0o4000
