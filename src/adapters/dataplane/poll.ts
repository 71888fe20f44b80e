/** poll(2) on the few descriptors of a line: the bell first, then all that packets come from. */
import { type Arena, PLACES } from "./arena.ts"
import { type Calls, calls } from "./calls.ts"

export interface Ready {
  readonly bell: boolean
  readonly others: boolean
}

export class Poll {
  readonly #arena: Arena
  readonly #calls: Calls = calls()
  readonly #bell: number
  #count = 1

  constructor(arena: Arena, bell: number) {
    this.#arena = arena
    this.#bell = bell
    this.#put(0, bell)
  }

  /** In the place of those before; what is undefined is left out. */
  watch(descriptors: readonly (number | undefined)[]): void {
    this.#count = 1
    for (const one of descriptors) if (one !== undefined) this.#put(this.#count++, one)
  }

  /** For so many milliseconds at most. */
  wait(ms: number): Ready {
    const found = this.#calls.poll(this.#arena.address(PLACES.poll), this.#count, ms)
    if (found <= 0) return NOTHING
    const bell = this.#isReady(0)
    if (bell) this.#silence()
    return { bell, others: found > (bell ? 1 : 0) }
  }

  #silence(): void {
    this.#calls.read(this.#bell, this.#arena.address(PLACES.scratch), 8)
  }

  #isReady(index: number): boolean {
    return this.#arena.view.getUint16(PLACES.poll + 8 * index + 6, true) !== 0
  }

  #put(index: number, descriptor: number): void {
    this.#arena.view.setInt32(PLACES.poll + 8 * index, descriptor, true)
    this.#arena.view.setInt32(PLACES.poll + 8 * index + 4, POLLIN, true)
  }
}

const NOTHING: Ready = { bell: false, others: false }
const POLLIN = 1
