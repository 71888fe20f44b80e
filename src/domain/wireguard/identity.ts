/** What one end of a handshake knows of itself and of the other, and what follows from a static public key. */
import { asciiBytes, equalBytes } from "../bytes.ts"
import { type PublicKey, publicKeyBytes } from "../public_key.ts"
import { keep } from "../slab.ts"
import type { KeyPair, Suite } from "./suite.ts"
import { StaticSecret } from "./static_secret.ts"
import { wipe } from "./wipe.ts"

export interface LocalIdentity {
  readonly keys: KeyPair
  /** For messages that are sent to us, so that checking one costs no extra hash. */
  readonly mac1Key: Uint8Array
  readonly cookieKey: Uint8Array
}

export interface RemoteIdentity {
  readonly name: PublicKey
  readonly publicKey: Uint8Array
  /** DH of both static keys. */
  readonly secret: StaticSecret
  /** Our own copy; zeros when there is none. */
  readonly presharedKey: Uint8Array
}

const LABEL_MAC1 = asciiBytes("mac1----")
const LABEL_COOKIE = asciiBytes("cookie--")
const NO_PRESHARED_KEY = new Uint8Array(32)

export function localIdentity(suite: Suite, keys: KeyPair): LocalIdentity {
  return {
    keys,
    mac1Key: keep(mac1KeyOf(suite, keys.publicKey)),
    cookieKey: keep(cookieKeyOf(suite, keys.publicKey)),
  }
}

export function remoteIdentity(
  suite: Suite,
  local: LocalIdentity,
  name: PublicKey,
  presharedKey: Uint8Array | undefined,
): RemoteIdentity {
  const publicKey = keep(publicKeyBytes(name))
  const secret = new StaticSecret(() => suite.dh(local.keys, publicKey))
  return { name, publicKey, secret, presharedKey: presharedKey ? keep(presharedKey) : NO_PRESHARED_KEY }
}

/** The same peer with another preshared key, or with none. The old one is wiped. */
export function withPresharedKey(remote: RemoteIdentity, presharedKey: Uint8Array | undefined): RemoteIdentity {
  if (equalBytes(remote.presharedKey, presharedKey ?? NO_PRESHARED_KEY)) return remote
  wipe(remote.presharedKey)
  return { ...remote, presharedKey: presharedKey ? keep(presharedKey) : NO_PRESHARED_KEY }
}

/** The peer is gone, and so are the secrets that we shared with it. */
export function forgetRemote({ secret, presharedKey }: RemoteIdentity): void {
  wipe(presharedKey)
  secret.wipe()
}

/** HASH("mac1----" ‖ key): keys mac1 of messages to the key's owner. */
export const mac1KeyOf = (suite: Suite, publicKey: Uint8Array): Uint8Array => suite.hash(LABEL_MAC1, publicKey)

/** HASH("cookie--" ‖ key): seals the cookies that the key's owner sends. */
export const cookieKeyOf = (suite: Suite, publicKey: Uint8Array): Uint8Array => suite.hash(LABEL_COOKIE, publicKey)
