/**
 * OpenSSL's ChaCha20-Poly1305 by foreign function calls: a context for each direction of a session, its key set once, and
 * four calls for each message. What it does is checked before it is trusted (see cipher_choice.ts).
 */
import type { Session, SessionKeys } from "../../domain/wireguard/session.ts"
import { type Arena, PLACES } from "./arena.ts"
import type { SessionCipher, TransportCipher } from "./transport_cipher.ts"
import { cString } from "../linux/libc.ts"

const U = "u64"
const SYMBOLS = {
  EVP_CIPHER_CTX_new: { parameters: [], result: U },
  EVP_CIPHER_CTX_free: { parameters: [U], result: "void" },
  EVP_CIPHER_fetch: { parameters: [U, "buffer", U], result: U },
  EVP_EncryptInit_ex2: { parameters: [U, U, U, U, U], result: "i32" },
  EVP_DecryptInit_ex2: { parameters: [U, U, U, U, U], result: "i32" },
  EVP_EncryptUpdate: { parameters: [U, U, U, U, "i32"], result: "i32" },
  EVP_DecryptUpdate: { parameters: [U, U, U, U, "i32"], result: "i32" },
  EVP_EncryptFinal_ex: { parameters: [U, U, U], result: "i32" },
  EVP_DecryptFinal_ex: { parameters: [U, U, U], result: "i32" },
  EVP_CIPHER_CTX_ctrl: { parameters: [U, "i32", "i32", U], result: "i32" },
} as const

type Crypto = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"]

export class Libcrypto implements TransportCipher {
  readonly name = "libcrypto"
  readonly #arena: Arena
  readonly #crypto: Crypto
  readonly #cipher: bigint
  readonly #sessions = new Map<Session, LibcryptoSession>()

  /** Throws where the library or the cipher is not there. */
  constructor(arena: Arena) {
    this.#arena = arena
    this.#crypto = Deno.dlopen(LIBRARY, SYMBOLS).symbols
    this.#cipher = BigInt(this.#crypto.EVP_CIPHER_fetch(0n, cString("ChaCha20-Poly1305"), 0n))
    if (this.#cipher === 0n) throw new Error(`${LIBRARY} has no ChaCha20-Poly1305`)
  }

  of(session: Session): SessionCipher {
    const known = this.#sessions.get(session)
    if (known !== undefined) return known
    const cipher = this.with(session.lendKeys(() => {
      this.#sessions.delete(session)
      cipher.free()
    }))
    this.#sessions.set(session, cipher)
    return cipher
  }

  with(keys: SessionKeys): LibcryptoSession {
    return new LibcryptoSession(this.#arena, this.#crypto, this.#cipher, keys)
  }
}

export class LibcryptoSession implements SessionCipher {
  readonly #arena: Arena
  readonly #crypto: Crypto
  readonly #encrypt: bigint
  readonly #decrypt: bigint
  readonly #nonce: bigint
  readonly #scratch: bigint

  constructor(arena: Arena, crypto: Crypto, cipher: bigint, { send, receive }: SessionKeys) {
    this.#arena = arena
    this.#crypto = crypto
    this.#encrypt = BigInt(crypto.EVP_CIPHER_CTX_new())
    this.#decrypt = BigInt(crypto.EVP_CIPHER_CTX_new())
    this.#nonce = arena.address(PLACES.nonce)
    this.#scratch = arena.address(PLACES.scratch)
    const key = arena.address(PLACES.key)
    arena.bytes.set(send, PLACES.key)
    crypto.EVP_EncryptInit_ex2(this.#encrypt, cipher, key, 0n, 0n)
    arena.bytes.set(receive, PLACES.key)
    crypto.EVP_DecryptInit_ex2(this.#decrypt, cipher, key, 0n, 0n)
    arena.bytes.fill(0, PLACES.key, PLACES.key + 32)
  }

  seal(at: number, length: number, high: number, low: number): void {
    const crypto = this.#crypto
    const place = this.#arena.address(at)
    const tag = this.#arena.address(at + length)
    this.#setNonce(high, low)
    crypto.EVP_EncryptInit_ex2(this.#encrypt, 0n, 0n, this.#nonce, 0n)
    crypto.EVP_EncryptUpdate(this.#encrypt, place, this.#scratch, place, length)
    crypto.EVP_EncryptFinal_ex(this.#encrypt, tag, this.#scratch)
    crypto.EVP_CIPHER_CTX_ctrl(this.#encrypt, GET_TAG, TAG, tag)
  }

  open(at: number, length: number, high: number, low: number): boolean {
    const crypto = this.#crypto
    const place = this.#arena.address(at)
    const tag = this.#arena.address(at + length)
    this.#setNonce(high, low)
    crypto.EVP_DecryptInit_ex2(this.#decrypt, 0n, 0n, this.#nonce, 0n)
    crypto.EVP_CIPHER_CTX_ctrl(this.#decrypt, SET_TAG, TAG, tag)
    crypto.EVP_DecryptUpdate(this.#decrypt, place, this.#scratch, place, length)
    return crypto.EVP_DecryptFinal_ex(this.#decrypt, tag, this.#scratch) === 1
  }

  /** Frees the contexts, which overwrites the keys in them. */
  free(): void {
    this.#crypto.EVP_CIPHER_CTX_free(this.#encrypt)
    this.#crypto.EVP_CIPHER_CTX_free(this.#decrypt)
  }

  #setNonce(high: number, low: number): void {
    this.#arena.view.setInt32(PLACES.nonce + 4, low, true)
    this.#arena.view.setInt32(PLACES.nonce + 8, high, true)
  }
}

const LIBRARY = "libcrypto.so.3"
const TAG = 16
/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG of openssl/evp.h. */
const GET_TAG = 0x10
const SET_TAG = 0x11
