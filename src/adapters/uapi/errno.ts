/**
 * How an operation ended, in the numbers of Linux' errno.h; here they are positive and zero is success. Those that
 * wireguard-go uses have a name (spec/wireguard.md 2.1).
 */
export type Errno = number

export const OK: Errno = 0
export const EIO: Errno = 5
export const EINVAL: Errno = 22
export const ENOANO: Errno = 55
export const EPROTO: Errno = 71
export const EADDRINUSE: Errno = 98

/** `EINVAL`; of a number that has no name here, `errno 13`. Implementations differ in the sign. */
export const errnoName = (errno: Errno): string => NAMES.get(Math.abs(errno)) ?? `errno ${Math.abs(errno)}`

const NAMES: ReadonlyMap<number, string> = new Map([
  [EIO, "EIO"],
  [EINVAL, "EINVAL"],
  [ENOANO, "ENOANO"],
  [EPROTO, "EPROTO"],
  [EADDRINUSE, "EADDRINUSE"],
])
