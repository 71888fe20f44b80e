/**
 * A fingerprint of a run: 128 bits over everything that happened, in the order in which it did. Not cryptography; it
 * tells two runs apart, and it is the same on every runtime because it is made of 32-bit integer arithmetic alone.
 */
export class Digest {
  #a = 0x9e3779b9
  #b = 0x243f6a88
  #c = 0xb7e15162
  #d = 0x27220a95
  #count = 0

  /** How many values went in. */
  get count(): number {
    return this.#count
  }

  /** A non-negative integer up to 2^53. */
  add(value: number): void {
    const low = value >>> 0
    const high = (value - low) / 0x100000000
    this.#count++
    this.#a = Math.imul(this.#a ^ low, 0x85ebca6b)
    this.#b = Math.imul(this.#b ^ (this.#a >>> 15) ^ high, 0xc2b2ae35)
    this.#c = (Math.imul(this.#c, 5) + this.#b) | 0
    this.#d = this.#d ^ this.#c ^ (this.#a << 13)
    this.#a = (this.#a + this.#d) | 0
  }

  addText(text: string): void {
    const { length } = text
    this.add(length)
    for (let i = 0; i + 1 < length; i += 2) this.add(text.charCodeAt(i) * 0x10000 + text.charCodeAt(i + 1))
    if (length % 2 === 1) this.add(text.charCodeAt(length - 1))
  }

  /** 32 hexadecimal digits. Reading it changes nothing. */
  get hex(): string {
    return [this.#a, this.#b, this.#c, this.#d].map((lane, i) => finish(lane ^ Math.imul(this.#count, i + 1))).join("")
  }
}

function finish(lane: number): string {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0).toString(16).padStart(8, "0")
}
