/** A socket as a descriptor that is closed once, with the few calls that all kinds of sockets here share. */
import { libc, must } from "./libc.ts"
import { errnoName, SystemCallError } from "./system_call_error.ts"

export interface SocketKind {
  /** AF_... */
  readonly domain: number
  /** SOCK_... */
  readonly type: number
  readonly protocol: number
}

export class Socket implements Disposable {
  /** Of the system; -1 when closed. */
  descriptor: number
  /** What it is, in words, for errors: `the UDP port 51820 in "a"`. */
  readonly what: string

  constructor(descriptor: number, what: string) {
    this.descriptor = descriptor
    this.what = what
  }

  /** Sets an option that is a whole number, or a structure given as its bytes. */
  set(level: number, name: number, value: OptionValue): void {
    must(this.trySet(level, name, value), "setsockopt", `set option ${level}/${name} of ${this.what}`)
  }

  /** The same for one that may be refused: 0, or -1. */
  trySet(level: number, name: number, value: OptionValue): number {
    const bytes = typeof value === "number" ? new Uint8Array(Int32Array.of(value).buffer) : value
    return libc().setsockopt(this.descriptor, level, name, bytes, bytes.length)
  }

  bind(address: Uint8Array<ArrayBuffer>): void {
    must(libc().bind(this.descriptor, address, address.length), "bind", `bind ${this.what}`)
  }

  /** How many bytes `buffer` got, or undefined where nothing waits. Other failures throw. */
  receiveInto(buffer: Uint8Array<ArrayBuffer>, flags = 0): number | undefined {
    const length = libc().recv(this.descriptor, buffer, buffer.length, flags)
    if (length >= 0) return length
    const errno = libc().errno()
    if (errnoName(errno) === "EAGAIN") return undefined
    throw new SystemCallError("recv", errno, `receive from ${this.what}`)
  }

  close(): void {
    if (this.descriptor < 0) return
    libc().close(this.descriptor)
    this.descriptor = -1
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** A nonblocking socket, as `setUp` leaves it. Where that throws, nothing stays open. */
export function openSocket(kind: SocketKind, what: string, setUp: (socket: Socket) => void): Socket {
  const type = kind.type | SOCK_NONBLOCK | SOCK_CLOEXEC
  const socket = new Socket(must(libc().socket(kind.domain, type, kind.protocol), "socket", `open ${what}`), what)
  try {
    setUp(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

type OptionValue = number | Uint8Array<ArrayBuffer>

export const SOCK_DGRAM = 2
export const SOL_SOCKET = 1
export const SO_RCVBUFFORCE = 33

const SOCK_NONBLOCK = 0o4000
const SOCK_CLOEXEC = 0o2000000
