/**
 * The earliest of many deadlines that move all the time: an indexed binary heap. A device with a thousand tunnels asks
 * for its next deadline after every packet, and only the tunnel that was touched has moved. Equal deadlines come out in
 * the order in which their items were added.
 */
import { type Instant, NEVER } from "../net/instant.ts"

/** What the queue writes on an item. Give every item its own, made by `queueTicket()`. */
export interface QueueTicket {
  position: number
  order: number
  at: Instant
}

export const queueTicket = (): QueueTicket => ({ position: ABSENT, order: 0, at: NEVER })

export class DeadlineQueue<Item extends { readonly ticket: QueueTicket }> {
  readonly #heap: Item[] = []
  #added = 0

  /** The item with the earliest deadline. */
  get first(): Item | undefined {
    return this.#heap[0]
  }

  /** Adds the item, or moves it to its new deadline. */
  set(item: Item, at: Instant): void {
    const ticket = item.ticket
    if (ticket.position === ABSENT) {
      ticket.order = this.#added++
      ticket.position = this.#heap.push(item) - 1
      ticket.at = at
      return this.#up(ticket.position)
    }
    const before = ticket.at
    ticket.at = at
    if (at < before) this.#up(ticket.position)
    else if (at > before) this.#down(ticket.position)
  }

  remove(item: Item): void {
    const { position } = item.ticket
    if (position === ABSENT) return
    item.ticket.position = ABSENT
    const last = this.#heap.pop()
    if (last === undefined || last === item) return
    this.#put(last, position)
    this.#up(position)
    this.#down(last.ticket.position)
  }

  #up(start: number): void {
    let position = start
    while (position > 0) {
      const parent = (position - 1) >> 1
      if (!this.#swapIfEarlier(position, parent)) return
      position = parent
    }
  }

  #down(start: number): void {
    let position = start
    for (;;) {
      const left = 2 * position + 1
      const right = left + 1
      let child = left
      const [a, b] = [this.#heap[left], this.#heap[right]]
      if (a === undefined) return
      if (b !== undefined && comesBefore(b.ticket, a.ticket)) child = right
      if (!this.#swapIfEarlier(child, position)) return
      position = child
    }
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]]
    if (a === undefined || b === undefined || !comesBefore(a.ticket, b.ticket)) return false
    this.#put(a, parent)
    this.#put(b, child)
    return true
  }

  #put(item: Item, position: number): void {
    this.#heap[position] = item
    item.ticket.position = position
  }
}

const ABSENT = -1

const comesBefore = (a: QueueTicket, b: QueueTicket): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
