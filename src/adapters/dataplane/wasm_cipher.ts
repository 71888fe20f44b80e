/** Our own cipher, in the wasm module: what there is where libcrypto is not. */
import type { Session, SessionKeys } from "../../domain/wireguard/session.ts"
import { type Arena, PLACES } from "./arena.ts"
import type { Packets } from "./packets.ts"
import type { SessionCipher, TransportCipher } from "./transport_cipher.ts"

export class WasmCipher implements TransportCipher {
  readonly name = "wasm"
  readonly #arena: Arena
  readonly #packets: Packets
  readonly #sessions = new Map<Session, SessionCipher>()

  constructor(arena: Arena, packets: Packets) {
    this.#arena = arena
    this.#packets = packets
  }

  of(session: Session): SessionCipher {
    const known = this.#sessions.get(session)
    if (known !== undefined) return known
    const keys = session.lendKeys(() => {
      this.#sessions.delete(session)
      this.#arena.bytes.fill(0, PLACES.key, PLACES.key + 32)
    })
    const cipher = new WasmSession(this.#arena, this.#packets, keys)
    this.#sessions.set(session, cipher)
    return cipher
  }
}

export class WasmSession implements SessionCipher {
  readonly #arena: Arena
  readonly #packets: Packets
  readonly #keys: SessionKeys

  constructor(arena: Arena, packets: Packets, keys: SessionKeys) {
    this.#arena = arena
    this.#packets = packets
    this.#keys = keys
  }

  seal(at: number, length: number, high: number, low: number): void {
    this.#arena.bytes.set(this.#keys.send, PLACES.key)
    this.#packets.seal(PLACES.key, low, high, at, length)
  }

  open(at: number, length: number, high: number, low: number): boolean {
    this.#arena.bytes.set(this.#keys.receive, PLACES.key)
    return this.#packets.open(PLACES.key, low, high, at, length) === 1
  }
}
