/**
 * The system calls of the loop. Pointers are plain 64-bit numbers: that keeps V8 on its fast path, at some 6 ns a call
 * (spec/dataplane.md 3). errno is read by the thread that called.
 */
import { libc } from "../linux/libc.ts"

const SYMBOLS = {
  read: { parameters: ["i32", "u64", "u32"], result: "i32" },
  write: { parameters: ["i32", "u64", "u32"], result: "i32" },
  sendmsg: { parameters: ["i32", "u64", "i32"], result: "i32" },
  recvmsg: { parameters: ["i32", "u64", "i32"], result: "i32" },
  poll: { parameters: ["u64", "u32", "i32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "u64"], result: "i32" },
  /** With a structure that need not be in an arena: it stays where it is for as long as the call takes. */
  ioctlWith: { name: "ioctl", parameters: ["i32", "u64", "buffer"], result: "i32" },
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
} as const

export type Calls = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"]

let opened: Calls | undefined

/** Throws `SystemCallsUnavailable` where they cannot be had. */
export function calls(): Calls {
  libc()
  return opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols
}

export const errno = (): number => libc().errno()

/** What the loop has to tell apart: asm-generic/errno-base.h, asm-generic/errno.h. */
export const EPERM = 1
export const EINTR = 4
export const EIO = 5
export const EAGAIN = 11
export const EINVAL = 22
export const EBADFD = 77
export const EMSGSIZE = 90
export const ENETUNREACH = 101
