/** Short names for the facts that mesh tests are made of: keys, affiliates and peers that differ by one letter. */
import type { Affiliate, NodeId } from "../../src/domain/discovery/affiliate.ts"
import { NodeId as NodeIdSchema } from "../../src/domain/discovery/affiliate.ts"
import type { PeerSpec } from "../../src/domain/mesh/peer_spec.ts"
import type { Peer } from "../../src/domain/mesh/state.ts"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../src/domain/net/ip_address.ts"
import { prefix } from "../../src/domain/net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../../src/domain/public_key.ts"

export const nodeId = (text: string): NodeId => NodeIdSchema.make(text)

/** The public key whose bytes are all this letter's code. */
export const keyOf = (letter: string): PublicKey => publicKeyOf(new Uint8Array(32).fill(letter.charCodeAt(0)))

export function affiliate(letter: string, ...endpoints: string[]): Affiliate {
  const code = letter.charCodeAt(0)
  return {
    nodeId: nodeId(letter),
    nodename: `node-${letter}`,
    addresses: [ipAddress(`10.0.0.${code}`)],
    kubespan: {
      publicKey: keyOf(letter),
      address: ipAddress(`fd50::${code}`),
      endpoints: endpoints.map((text) => endpoint(text)),
    },
  }
}

export function spec(letter: string, ...endpoints: string[]): PeerSpec {
  const code = letter.charCodeAt(0)
  return {
    peer: keyOf(letter),
    label: `node-${letter}`,
    allowedIps: [prefix(`10.0.0.${code}/32`), prefix(`fd50::${code}/128`)],
    endpoints: endpoints.map((text) => endpoint(text)),
  }
}

export function peer(letter: string, facts: Partial<Peer> = {}): Peer {
  return {
    key: keyOf(letter),
    spec: spec(letter),
    endpoint: undefined,
    lastUsedEndpoint: undefined,
    lastEndpointChange: undefined,
    lastHandshake: undefined,
    ...facts,
  }
}
