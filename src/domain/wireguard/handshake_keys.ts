/**
 * What opens a recording of one handshake and of all that is sent under it (spec/wireguard.md 4.3). The arrays are lent
 * for the call: the device wipes them when they are dead, whoever was told.
 */
export interface HandshakeKeys {
  readonly localPrivateKey: Uint8Array
  readonly remotePublicKey: Uint8Array
  /** Private. */
  readonly localEphemeralKey: Uint8Array
  /** Zeros when there is none. */
  readonly presharedKey: Uint8Array
}

export type TellKeys = (keys: HandshakeKeys) => void
