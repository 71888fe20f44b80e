/** Who a host is in its mesh, and by which rules it decides: from its configuration and from what it keeps. */
import { nativeSuite } from "../adapters/crypto/native_suite.ts"
import type { NodeIdentity } from "../adapters/identity/identity_folder.ts"
import { type Affiliate, unknownAffiliate } from "../domain/discovery/affiliate.ts"
import type { MeshConfig } from "../domain/mesh/config/mesh_config.ts"
import { clusterPrefix, meshAddress } from "../domain/mesh/identity.ts"
import { kubespan } from "../domain/mesh/policy/kubespan.ts"
import type { Rules } from "../domain/mesh/rules.ts"
import { publicKeyOf } from "../domain/public_key.ts"

export interface HostFacts {
  readonly identity: NodeIdentity
  /** Of its first physical link. */
  readonly hardware: Uint8Array
  readonly hostname: string
  readonly port: number
}

export interface Member {
  readonly self: Affiliate
  readonly rules: Rules
}

export function memberOf(config: MeshConfig, { identity, hardware, hostname, port }: HostFacts): Member {
  const { nodeId, privateKey } = identity
  return {
    self: {
      ...unknownAffiliate(nodeId),
      hostname,
      nodename: hostname,
      operatingSystem: "Linux",
      machineType: "worker",
    },
    rules: {
      localId: nodeId,
      localKey: publicKeyOf(nativeSuite.keyPair(privateKey.bytes).publicKey),
      meshAddress: meshAddress(clusterPrefix(config.clusterId), hardware),
      listenPort: port,
      options: config.kubespan,
      policy: kubespan,
    },
  }
}
