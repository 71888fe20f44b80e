/** What went wrong at a socket, and at which. What was said there is not repeated: it may hold keys. */
export class UapiError extends Error {
  override readonly name = "UapiError"
  readonly socket: string
  readonly reason: string

  constructor(socket: string, reason: string) {
    super(`${socket}: ${reason}`)
    this.socket = socket
    this.reason = reason
  }
}

/** A reason in words for what an operating system says of files and sockets. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  return REASONS.get(code) ?? (code === "" ? String(error) : code)
}

/** `ENOENT`; empty where there is none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such socket"],
  ["ECONNREFUSED", "nobody answers"],
  ["EACCES", "no permission; it takes root"],
  ["EPERM", "no permission; it takes root"],
  ["EADDRINUSE", "it is in use"],
  ["ECONNRESET", "the other side hung up"],
  ["EPIPE", "the other side hung up"],
])
