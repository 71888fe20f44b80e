/** A bar on standard error for work that takes over a second, where somebody is looking. */
export interface Progress {
  /** `done` is from 0 to 1. */
  readonly show: (done: number, label: string) => void
  readonly clear: () => void
}

const WIDTH = 30
const PATIENCE_MS = 1_000
const REFRESH_MS = 100

export interface Screen {
  readonly isTerminal: boolean
  readonly write: (text: string) => void
  readonly nowMs: () => number
}

export function progressOn({ isTerminal, write, nowMs }: Screen): Progress {
  const startedAt = nowMs()
  let shownAt = 0
  return {
    show: (done, label) => {
      const now = nowMs()
      if (!isTerminal || now - startedAt < PATIENCE_MS || now - shownAt < REFRESH_MS) return
      shownAt = now
      const filled = Math.floor(done * WIDTH)
      write(`\r\x1b[K[${"=".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${Math.floor(done * 100)}% ${label}`)
    },
    clear: () => {
      if (shownAt > 0) write("\r\x1b[K")
      shownAt = 0
    },
  }
}
