/** @noble throws at a wrong tag; here that is a value. */
import { TAG_LENGTH } from "./constants.ts"

/** undefined where `sealed` has no room for a tag, too. */
export function opened(decrypt: () => Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_LENGTH) return undefined
  try {
    return decrypt()
  } catch {
    return undefined
  }
}
