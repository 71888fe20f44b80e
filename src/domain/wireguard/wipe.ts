/**
 * Overwrites secrets that are dead (spec/wireguard.md section 6). Best effort: the engine may have moved an array, and
 * the cryptography under us keeps what it keeps; but no copy that is ours outlives its use.
 */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0)
}
