/** `[Peer]`: one of the others. */
import * as Result from "effect/Result"
import { duration } from "../../domain/net/instant.ts"
import { parseIpAddress } from "../../domain/net/ip_address.ts"
import { parsePrefix, type Prefix, prefixAddress } from "../../domain/net/prefix.ts"
import { parseSecretKey } from "../../domain/wireguard/secret_key.ts"
import { type Reader, readKeepalive, readPublicKey } from "./field_values.ts"
import type { Notes } from "./interface_section.ts"
import { readPeerEndpoint } from "./peer_endpoint.ts"
import { type Placed, SectionFields, type SectionKeys } from "./section_fields.ts"
import type { WgPeer } from "./wg_config.ts"
import type { WgSection } from "./wg_sections.ts"

/** A peer with its places, for what can only be said of all of them together. */
export interface PlacedPeer extends WgPeer {
  readonly keyAt: Placed<unknown>["at"]
  readonly prefixes: readonly Placed<Prefix>[]
}

/** undefined only where there are problems. */
export function readPeer(section: WgSection, { problems, warnings }: Notes): PlacedPeer | undefined {
  const fields = new SectionFields(section, KEYS, problems)
  fields.missing("PublicKey", "This peer has no public key")
  const publicKey = fields.one("PublicKey", readPublicKey)
  const presharedKey = fields.one("PresharedKey", parseSecretKey)?.value
  const allowed = fields.list("AllowedIPs", readAllowedIp)
  for (const { at, value: { prefix, isExact } } of allowed) {
    if (!isExact) warnings.push({ ...at, message: `There are bits behind the prefix, which do not count: ${prefix}` })
  }
  const prefixes = allowed.map(({ at, value }) => ({ at, value: value.prefix }))
  const endpoint = fields.one("Endpoint", readPeerEndpoint)?.value
  const keepalive = fields.one("PersistentKeepalive", readKeepalive)?.value ?? duration(0)
  return publicKey && {
    publicKey: publicKey.value,
    presharedKey: presharedKey?.isZero === true ? undefined : presharedKey,
    allowedIps: [...new Set(prefixes.map(({ value }) => value))],
    endpoint,
    keepalive,
    keyAt: publicKey.at,
    prefixes,
  }
}

interface AllowedIp {
  readonly prefix: Prefix
  /** It was written as it is meant. */
  readonly isExact: boolean
}

const readAllowedIp: Reader<AllowedIp> = (text) =>
  Result.map(parsePrefix(text), (prefix) => {
    const written = parseIpAddress(text.replace(/\/.*$/s, ""))
    return { prefix, isExact: Result.isSuccess(written) && written.success === prefixAddress(prefix) }
  })

const KEYS: SectionKeys = {
  wg: ["PublicKey", "PresharedKey", "AllowedIPs", "Endpoint", "PersistentKeepalive"],
  quick: [],
}
