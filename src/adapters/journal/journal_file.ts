/**
 * The journal: one event a line, appended as it happens and forced to the disk once a second and at the end. A line that a
 * crash cut off is ended before the next one. A file that is full makes room for another, and is kept until that one is.
 * A disk that takes no more does not stop the mesh: it is told once, and so is how many events are missing when it takes
 * them again.
 */
import { closeSync, existsSync, fdatasyncSync, fstatSync, openSync, readSync, renameSync, writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { Journal, PortFailure } from "../../agent/ports.ts"
import { messageOf } from "../../domain/message_of.ts"
import { encodeEvent } from "../../domain/mesh/journal.ts"

export const journalFile = (path: string, tell: (trouble: string) => void): Layer.Layer<Journal, PortFailure> =>
  Layer.effect(
    Journal,
    Effect.gen(function* () {
      const file = yield* Effect.acquireRelease(
        Effect.try({ try: () => new JournalFile(path, tell), catch: (error) => cannotOpen(path, error) }),
        (file) => Effect.sync(() => file.close()),
      )
      yield* Effect.sync(() => file.sync()).pipe(Effect.repeat(Schedule.spaced("1 second")), Effect.forkScoped)
      return { append: (event) => Effect.sync(() => file.append(encodeEvent(event))) }
    }),
  )

export class JournalFile {
  readonly #path: string
  readonly #tell: (trouble: string) => void
  readonly #mostBytes: number
  #descriptor: number
  #bytes: number
  #isDirty = false
  /** Whether the last line has no end. */
  #isCutOff: boolean
  #missing = 0

  /** Throws what the system says. */
  constructor(path: string, tell: (trouble: string) => void, mostBytes = MOST_BYTES) {
    this.#path = path
    this.#tell = tell
    this.#mostBytes = mostBytes
    this.#descriptor = opened(path)
    this.#bytes = fstatSync(this.#descriptor).size
    this.#isCutOff = isCutOff(this.#descriptor)
  }

  append(line: string): void {
    try {
      if (this.#bytes >= this.#mostBytes) this.#beginAnother()
      if (this.#isCutOff) this.#write("\n")
      this.#write(`${line}\n`)
      if (this.#missing > 0) this.#tell(`${this.#path}: goes on; ${this.#missing} events are missing`)
      this.#missing = 0
    } catch (error) {
      if (this.#missing++ === 0) this.#tell(`${this.#path}: takes no events (${messageOf(error)}); make room`)
    }
  }

  /** The one before the last goes. */
  #beginAnother(): void {
    this.sync()
    if (existsSync(this.#path)) renameSync(this.#path, `${this.#path}.1`)
    const full = this.#descriptor
    this.#descriptor = opened(this.#path)
    closeSync(full)
    this.#bytes = 0
    this.#isCutOff = false
  }

  /** What the disk takes of it stays. */
  #write(text: string): void {
    const bytes = ENCODER.encode(text)
    for (let written = 0; written < bytes.length;) {
      const count = writeSync(this.#descriptor, bytes, written)
      written += count
      this.#bytes += count
      this.#isDirty = true
      this.#isCutOff = written < bytes.length
    }
  }

  sync(): void {
    if (!this.#isDirty) return
    this.#isDirty = false
    try {
      fdatasyncSync(this.#descriptor)
    } catch (error) {
      this.#tell(`${this.#path}: cannot be forced to the disk (${messageOf(error)})`)
    }
  }

  close(): void {
    this.sync()
    closeSync(this.#descriptor)
  }
}

const opened = (path: string): number => openSync(path, "a+", 0o600)

function isCutOff(descriptor: number): boolean {
  const { size } = fstatSync(descriptor)
  if (size === 0) return false
  const last = new Uint8Array(1)
  readSync(descriptor, last, 0, 1, size - 1)
  return last[0] !== NEWLINE
}

const cannotOpen = (path: string, error: unknown): PortFailure =>
  new PortFailure({ message: `${path}: the journal cannot be opened (${messageOf(error)})` })

const ENCODER = new TextEncoder()
const NEWLINE = 10
/** A month of a peer that is away takes half of it. */
const MOST_BYTES = 32 * 1024 * 1024
