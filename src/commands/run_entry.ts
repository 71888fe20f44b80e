/** What others write of this host into their static lists. */
import { createBrain, observe } from "../domain/mesh/brain.ts"
import { formatEndpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import type { IpAddress } from "../domain/net/ip_address.ts"
import type { Member } from "./run_member.ts"

/** YAML, for the list `static` of the short form. The endpoints are those that it would tell discovery. */
export function entryText({ self, rules }: Member, addresses: readonly IpAddress[]): string {
  const brain = createBrain(self, rules, instant(0))
  const reported = {
    _tag: "AddressesReported",
    addresses,
    publicAddresses: [],
    podNetworks: [],
    clusterNetworks: [],
  } as const
  observe(brain, reported, instant(0))
  const endpoints = brain.mesh.endpoints.map((endpoint) => JSON.stringify(formatEndpoint(endpoint)))
  return [
    `- id: ${JSON.stringify(self.nodeId)}`,
    `  name: ${JSON.stringify(self.nodename)}`,
    `  key: ${rules.localKey}`,
    `  address: ${rules.meshAddress}`,
    `  endpoints: [${endpoints.join(", ")}]`,
  ].join("\n")
}
