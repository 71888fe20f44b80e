/** Nodes that another one was told of in its configuration: who they are, and the endpoints that it was given for them. */
import type { Affiliate } from "../../domain/discovery/affiliate.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { publicKeyOf } from "../../domain/public_key.ts"
import type { NodeSchema } from "../scenario/network_schema.ts"
import type { Directory } from "./directory.ts"

export function staticAffiliates({ static: known = {} }: NodeSchema, nodes: Directory): readonly Affiliate[] {
  return Object.entries(known).map(([name, endpoints]): Affiliate => {
    const { self, meshAddress: address, device } = nodes.named(name).config
    const kubespan = {
      publicKey: publicKeyOf(device.keys.publicKey),
      address,
      additionalAddresses: [],
      endpoints: endpoints.map((text) => endpoint(text)),
      excludeAdvertisedNetworks: [],
    }
    return { ...self, kubespan }
  })
}
