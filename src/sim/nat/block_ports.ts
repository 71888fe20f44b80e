/**
 * Ports in blocks of which each belongs to one inside address, so that a log line per block is enough to tell later who
 * it was (RFC 6888 REQ-14). A new block, at random, is taken when the old ones are used up; a block whose ports are all
 * free may be taken from whoever has it.
 */
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Random } from "../../domain/random.ts"
import type { PortPolicy, PortRequest } from "./port_policy.ts"
import { isEmpty, narrowed, type PortSpan } from "./port_span.ts"
import type { PortBlocks } from "./rfc4787.ts"

export interface BlockOptions {
  readonly blocks: PortBlocks
  /** The ports that are cut into blocks; what is left at the end is nobody's. */
  readonly range: readonly [number, number]
  readonly random: Pick<Random, "below">
  /** Which port of a block. */
  readonly within: PortPolicy
}

export class BlockPorts implements PortPolicy {
  readonly #options: BlockOptions
  /** How many blocks there are. */
  readonly #count: number
  /** By number, from 0. */
  readonly #owners = new Map<number, IpAddress>()
  readonly #blocksByOwner = new Map<IpAddress, readonly number[]>()

  constructor(options: BlockOptions) {
    const [first, last] = options.range
    this.#options = options
    this.#count = Math.floor((last - first + 1) / options.blocks.size)
  }

  draw(request: PortRequest): number | undefined {
    const { address } = request.inside
    const own = this.#blocksByOwner.get(address) ?? []
    for (const block of own) {
      const port = this.#drawFrom(block, request)
      if (port !== undefined) return port
    }
    if (own.length >= this.#options.blocks.most || this.#count === 0) return undefined
    const block = this.#findBlock(request)
    if (block === undefined) return undefined
    this.#give(block, address)
    return this.#drawFrom(block, request)
  }

  #drawFrom(block: number, request: PortRequest): number | undefined {
    const span = this.#spanOf(block, request.span)
    return isEmpty(span) ? undefined : this.#options.within.draw({ ...request, span })
  }

  /** One that nobody has, or else one that somebody does not use. */
  #findBlock(request: PortRequest): number | undefined {
    const start = this.#options.random.below(this.#count)
    const blocks = Array.from({ length: this.#count }, (_, i) => (start + i) % this.#count)
      .filter((block) => !isEmpty(this.#spanOf(block, request.span)))
    return blocks.find((block) => !this.#owners.has(block)) ?? blocks.find((block) => this.#isIdle(block, request))
  }

  #isIdle(block: number, { inside, isFree, isIdle = isFree }: PortRequest): boolean {
    if (this.#owners.get(block) === inside.address) return false
    const first = this.#firstOf(block)
    for (let port = first; port < first + this.#options.blocks.size; port++) if (!isIdle(port)) return false
    return true
  }

  #give(block: number, address: IpAddress): void {
    const before = this.#owners.get(block)
    if (before !== undefined) {
      this.#blocksByOwner.set(before, (this.#blocksByOwner.get(before) ?? []).filter((one) => one !== block))
    }
    this.#owners.set(block, address)
    this.#blocksByOwner.set(address, [...this.#blocksByOwner.get(address) ?? [], block])
  }

  #spanOf(block: number, span: PortSpan): PortSpan {
    const first = this.#firstOf(block)
    return narrowed(span, first, first + this.#options.blocks.size - 1)
  }

  #firstOf(block: number): number {
    return this.#options.range[0] + block * this.#options.blocks.size
  }
}
