/** An eventfd(2): what wakes a thread that sleeps in poll(2), from another one. */
import { libc, must } from "../linux/libc.ts"
import { calls } from "./calls.ts"

export interface Bell {
  readonly descriptor: number
  readonly ring: () => void
  readonly close: () => void
}

export function newBell(): Bell {
  const descriptor = must(calls().eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd", "make a bell")
  let isOpen = true
  return {
    descriptor,
    ring: () => {
      if (isOpen) libc().write(descriptor, ONE, ONE.length)
    },
    close: () => {
      if (isOpen) libc().close(descriptor)
      isOpen = false
    },
  }
}

const ONE = new Uint8Array(BigUint64Array.of(1n).buffer)
const EFD_NONBLOCK = 0o4000
const EFD_CLOEXEC = 0o2000000
