/**
 * The C library by foreign function calls: the system calls that neither Deno nor Node offers. It is opened at the first
 * use, so importing this module needs no permission. Everything here happens on the calling thread, which alone is moved
 * between network namespaces. x86-64 and arm64, where C's variadic functions may be called like any other.
 */
import { SystemCallError } from "./system_call_error.ts"
import { messageOf } from "../../domain/message_of.ts"

/** Lengths are 32 bits wide: none here is longer, and a bigint for each call would cost more than the call. */
const SYMBOLS = {
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  write: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setns: { parameters: ["i32", "i32"], result: "i32" },
  if_nametoindex: { parameters: ["buffer"], result: "u32" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  sendto: { parameters: ["i32", "buffer", "u32", "i32", "buffer", "u32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  recvmsg: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  ppoll: { parameters: ["buffer", "u32", "buffer", "pointer"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"]

export interface Libc extends Symbols {
  /** Why the last call failed. To be read before any other. */
  readonly errno: () => number
}

let opened: Libc | undefined

/** Throws where it cannot be had: off Deno, off Linux, without `--allow-ffi`. */
export const libc = (): Libc => opened ??= openLibc()

/** `result`, unless it tells that `call` failed; `purpose` completes "cannot ...". */
export function must(result: number, call: string, purpose: string): number {
  if (result < 0) throw new SystemCallError(call, libc().errno(), purpose)
  return result
}

/** Text as C has it. */
export const cString = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${text}\0`)

/** For structures that point to others. The buffer must outlive its address. */
export const addressOf = (buffer: ArrayBuffer): bigint =>
  BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(new Uint8Array(buffer))))

export class SystemCallsUnavailable extends Error {
  override readonly name = "SystemCallsUnavailable"

  constructor(cause: unknown) {
    super(
      `system calls need Deno on Linux and --allow-ffi: ${messageOf(cause)}`,
      {
        cause,
      },
    )
  }
}

function openLibc(): Libc {
  try {
    // It is asked for first, because opening would ask the person at the terminal.
    if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
      throw new Error("foreign calls are not allowed")
    }
    const { symbols } = Deno.dlopen("libc.so.6", SYMBOLS)
    const location = symbols.__errno_location()
    if (location === null) throw new Error("errno is nowhere")
    const errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(location, Int32Array.BYTES_PER_ELEMENT))
    return { ...symbols, errno: () => errno[0] ?? 0 }
  } catch (error) {
    throw new SystemCallsUnavailable(error)
  }
}
