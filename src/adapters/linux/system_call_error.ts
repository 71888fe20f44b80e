/** What a system call said when it failed: the call, the errno and what the call was for. */
import { constants } from "node:os"

export class SystemCallError extends Error {
  override readonly name = "SystemCallError"
  readonly call: string
  readonly errno: number
  /** `ENOENT`; of an errno without a name, `errno 4711`. */
  readonly code: string

  /** `purpose` completes "cannot ...": `enter the namespace "a"`. */
  constructor(call: string, errno: number, purpose: string) {
    const code = errnoName(errno)
    super(`cannot ${purpose}: ${call} failed with ${code}`)
    this.call = call
    this.errno = errno
    this.code = code
  }
}

export const errnoName = (errno: number): string => NAMES.get(errno) ?? `errno ${errno}`

/** EWOULDBLOCK and EOPNOTSUPP are other words for EAGAIN and ENOTSUP on Linux: the first name counts. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).reverse().map(([name, errno]) => [errno, name]),
)
