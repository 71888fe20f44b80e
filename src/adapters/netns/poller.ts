/**
 * Waiting for any of many descriptors: poll(2). The thread sleeps in the kernel, where no signal handler or promise of
 * Deno can run, so it never sleeps long at a time, and the event loop gets its turn whenever a slice of time is over.
 */
import { libc, must } from "../linux/libc.ts"
import { errnoName } from "../linux/system_call_error.ts"

/** Something with a descriptor that may be polled; closed things have a negative one, which poll(2) passes over. */
export interface Pollable {
  readonly descriptor: number
}

export interface Ready<T extends Pollable> {
  readonly source: T
  readonly isReadable: boolean
  /** Something is in the error queue, or the device is down. */
  readonly hasErrors: boolean
}

export class Poller<T extends Pollable> {
  readonly #sources: T[] = []
  /** `struct pollfd`: descriptor 4, events 2, returned events 2. */
  #entries = new Int32Array(2 * FIRST_ROOM)
  /** `struct timespec`: seconds 8, nanoseconds 8. */
  readonly #timeout = new BigInt64Array(2)
  #yieldedAt = performance.now()

  add(source: T): void {
    if (2 * (this.#sources.length + 1) > this.#entries.length) this.#makeRoom()
    this.#write(this.#sources.length, source)
    this.#sources.push(source)
  }

  /** To be called before the source is closed, or its number may mean something else. */
  remove(source: T): void {
    const at = this.#sources.indexOf(source)
    if (at < 0) return
    this.#sources.splice(at, 1)
    this.#sources.forEach((moved, index) => this.#write(index, moved))
  }

  /**
   * What is ready, in the order of adding, within `maxMs` (a fraction counts) or not at all. It holds the thread only for
   * a slice of that: wait again when the time is not over.
   */
  poll(maxMs: number): readonly Ready<T>[] {
    const count = this.#sources.length
    this.#timeout[1] = BigInt(Math.round(Math.max(0, Math.min(maxMs, SLICE_MS)) * 1e6))
    const found = libc().ppoll(bytesOf(this.#entries), count, bytesOf(this.#timeout), null)
    if (found < 0 && errnoName(libc().errno()) === "EINTR") return []
    return must(found, "ppoll", `wait for ${count} descriptors`) === 0 ? [] : this.#ready(found)
  }

  /** The same for any time, with a turn for the event loop in between, and also when there is always something ready. */
  async wait(maxMs: number): Promise<readonly Ready<T>[]> {
    for (const until = performance.now() + maxMs;;) {
      if (performance.now() - this.#yieldedAt >= SLICE_MS) await this.#yield()
      const left = until - performance.now()
      const ready = this.poll(left)
      if (ready.length > 0 || left <= SLICE_MS) return ready
    }
  }

  async #yield(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0))
    this.#yieldedAt = performance.now()
  }

  #ready(found: number): readonly Ready<T>[] {
    const ready: Ready<T>[] = []
    for (let index = 0; index < this.#sources.length && ready.length < found; index++) {
      const returned = (this.#entries[2 * index + 1] ?? 0) >>> 16
      const source = this.#sources[index]
      if (returned === 0 || source === undefined) continue
      ready.push({ source, isReadable: (returned & POLLIN) !== 0, hasErrors: (returned & ~POLLIN) !== 0 })
    }
    return ready
  }

  #write(index: number, { descriptor }: T): void {
    this.#entries[2 * index] = descriptor
    this.#entries[2 * index + 1] = POLLIN
  }

  #makeRoom(): void {
    const larger = new Int32Array(2 * this.#entries.length)
    larger.set(this.#entries)
    this.#entries = larger
  }
}

const bytesOf = ({ buffer }: Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(buffer)

const FIRST_ROOM = 64
const SLICE_MS = 20
const POLLIN = 1
