/**
 * The cryptography of WireGuard as a record of functions, so that the protocol can run on a readable reference, on
 * native code, or on a cheap model that keeps the structure and nothing else. All of them are held to one conformance
 * file. Source: spec/wireguard.md 1.1.
 */
export interface KeyPair {
  /** 32 bytes; clamping is the suite's business. */
  readonly privateKey: Uint8Array
  readonly publicKey: Uint8Array
}

export interface Suite {
  readonly name: string
  /** The key pair of 32 private bytes. */
  readonly keyPair: (privateKey: Uint8Array) => KeyPair
  /** The shared secret of our pair and their public key; undefined if it is all zero (a low-order point). */
  readonly dh: (ours: KeyPair, theirPublicKey: Uint8Array) => Uint8Array | undefined
  /** HASH: 32 bytes over `first` and, where given, `second` behind it. */
  readonly hash: (first: Uint8Array, second?: Uint8Array) => Uint8Array
  /** MAC: 16 bytes, keyed. */
  readonly mac: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** HMAC over HASH: 32 bytes. */
  readonly hmac: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** AEAD with a 12-byte nonce: the ciphertext and its 16-byte tag. */
  readonly seal: (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, ad: Uint8Array) => Uint8Array
  /** The same without associated data, written to `out`, which is 16 bytes longer than the plaintext. */
  readonly sealInto: (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array) => void
  /** The plaintext, or undefined if the tag does not fit. */
  readonly open: (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, ad: Uint8Array) => Uint8Array | undefined
  /** XAEAD with a 24-byte nonce. */
  readonly xseal: (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, ad: Uint8Array) => Uint8Array
  readonly xopen: (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, ad: Uint8Array) => Uint8Array | undefined
}
