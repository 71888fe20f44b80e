/**
 * Who the nodes of a scenario are: keys, ids and mesh addresses from the seed and the node's name, so that adding a node
 * changes no other. Keys are real X25519 keys whatever the suite, so that names and orders do not depend on it.
 */
import { NodeId, unknownAffiliate } from "../../domain/discovery/affiliate.ts"
import { clusterPrefix, meshAddress } from "../../domain/mesh/identity.ts"
import { DEFAULT_PORT } from "../../domain/mesh/kubespan_options.ts"
import type { Policy } from "../../domain/mesh/policy/policy.ts"
import type { NodeConfig } from "../../domain/node.ts"
import { nobleSuite } from "../../domain/wireguard/noble_suite.ts"
import type { Suite } from "../../domain/wireguard/suite.ts"
import type { Rng } from "../rng.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { meshOptions } from "../scenario/mesh_options.ts"
import { readOffset } from "../scenario/units.ts"

/** The cluster's id, as text. */
export const CLUSTER_ID = "meshfold-simulation"
/** 1 January 2026. */
const UNIX_MICROS_AT_ZERO = 1_767_225_600_000_000
/** Handshakes per second that a node answers without asking for a cookie first. */
const BUSY_ABOVE = 2_000

/** The preshared key of every pair, and the key of everything that discovery keeps. */
export const clusterSecret = (rng: Rng): Uint8Array => rng.split("cluster secret").fill(new Uint8Array(32))

export function nodeConfigs(
  file: ScenarioFile,
  { rng, suite, policy }: { readonly rng: Rng; readonly suite: Suite; readonly policy: Policy },
): readonly NodeConfig[] {
  const prefix = clusterPrefix(CLUSTER_ID)
  const presharedKey = clusterSecret(rng)
  return Object.entries(file.nodes).map(([name, node]): NodeConfig => {
    const own = rng.split(`node ${name}`)
    const mac = own.split("mac").fill(new Uint8Array(6))
    mac[0] = ((mac[0] ?? 0) & 0xfc) | 0x02
    const options = meshOptions({ ...file.mesh, ...node.mesh })
    return {
      self: {
        ...unknownAffiliate(NodeId.make(node.id ?? name)),
        hostname: name,
        nodename: name,
        machineType: node.role ?? "worker",
      },
      meshAddress: meshAddress(prefix, mac),
      listenPort: node.port ?? DEFAULT_PORT,
      presharedKey,
      options,
      policy,
      device: {
        suite,
        keys: nobleSuite.keyPair(own.split("key").fill(new Uint8Array(32))),
        random: own,
        mtu: options.mtu,
        unixMicrosAtZero: UNIX_MICROS_AT_ZERO + readOffset(node.clock ?? "+0s"),
        stampFloor: undefined,
        busyAbove: BUSY_ABOVE,
      },
    }
  })
}
