/** System calls that tests alone make. */
import { libc, must } from "../../src/adapters/linux/libc.ts"

const SYMBOLS = {
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
} as const

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined

const calls = () => opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols

/** Two ends, nonblocking, of which each reads what the other wrote, write by write: as a TUN and its host do. */
export function packetPair(): readonly [number, number] {
  const ends = new Int32Array(new ArrayBuffer(8))
  must(
    calls().socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, new Uint8Array(ends.buffer)),
    "socketpair",
    "test",
  )
  for (const end of ends) libc().setsockopt(end, SOL_SOCKET, SO_SNDBUFFORCE, ROOM, ROOM.length)
  return [ends[0] ?? -1, ends[1] ?? -1]
}

/** An option of a socket whose value is an int. */
export function socketOption(socket: number, level: number, name: number): number {
  const value = new Int32Array(new ArrayBuffer(4))
  const length = new Uint8Array(Uint32Array.of(4).buffer)
  must(calls().getsockopt(socket, level, name, new Uint8Array(value.buffer), length), "getsockopt", "test")
  return value[0] ?? 0
}

/** The next packet that waits; undefined if there is none. */
export function readPacket(descriptor: number): Uint8Array | undefined {
  const buffer = new Uint8Array(70_000)
  const length = libc().recv(descriptor, buffer, buffer.length, 0)
  return length < 0 ? undefined : buffer.slice(0, length)
}

const AF_UNIX = 1
const SOCK_SEQPACKET = 5
const SOCK_NONBLOCK = 0o4000
const SOL_SOCKET = 1
const SO_SNDBUFFORCE = 32
/** For thousands of packets, where root asks; else it is what the host gives. */
const ROOM = new Uint8Array(Int32Array.of(32 * 1024 * 1024).buffer)
