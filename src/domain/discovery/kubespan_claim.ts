/**
 * What somebody says of a node's place in the mesh, before it is believed. Without a WireGuard key nobody can be a peer,
 * and a mesh address outside the ULA range would take a foreign address away: such a node is none of the mesh.
 */
import * as Schema from "effect/Schema"
import type { IpAddress } from "../net/ip_address.ts"
import { prefix, prefixContains } from "../net/prefix.ts"
import { PublicKeySchema } from "../public_key_schema.ts"
import type { KubeSpanAffiliate } from "./affiliate.ts"

export interface KubeSpanClaim extends Omit<KubeSpanAffiliate, "publicKey" | "address"> {
  readonly publicKey: string
  readonly address: IpAddress | undefined
}

/** Undefined unless the key is a WireGuard key and the address a ULA. */
export function believed(claim: KubeSpanClaim): KubeSpanAffiliate | undefined {
  const { publicKey, address } = claim
  if (!isPublicKey(publicKey) || address === undefined || !prefixContains(ULA, address)) return undefined
  return { ...claim, publicKey, address }
}

const isPublicKey = Schema.is(PublicKeySchema)

/** RFC 4193, the half that is in use. */
const ULA = prefix("fd00::/8")
