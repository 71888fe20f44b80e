/**
 * The tunnel's link, address and routes as lines for ip(8) (spec/kubespan.md 5.2 and 5.4). They go with the interface; the
 * rules, one of each family, are ours to take away.
 */
import { FORCE_MARK, MARK_MASK, ROUTING_TABLE, RULE_PRIORITY } from "../../domain/mesh/steering.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"

export interface Tunnel {
  readonly name: string
  /** Ours in the mesh; the cluster's prefix has 64 bits. */
  readonly address: IpAddress
  readonly mtu: number
}

export const tunnelLines = ({ name, address, mtu }: Tunnel): readonly string[] => [
  `address replace ${address}/${MESH_BITS} dev ${name} nodad`,
  `link set dev ${name} mtu ${mtu} up`,
  ...EVERYWHERE.map((all) =>
    `route replace ${all} dev ${name} table ${ROUTING_TABLE} metric 1 proto static mtu ${mtu}`
  ),
]

/** Takes away what would not go by itself where the interface stays; any of it may be gone already. */
export const withoutTunnel = ({ name, address }: Tunnel): readonly string[] => [
  ...EVERYWHERE.map((all) => `route del ${all} dev ${name} table ${ROUTING_TABLE}`),
  `address del ${address}/${MESH_BITS} dev ${name}`,
]

export const ruleLine = (verb: "add" | "del"): string =>
  `rule ${verb} fwmark ${FORCE_MARK}/${MARK_MASK} lookup ${ROUTING_TABLE} priority ${RULE_PRIORITY}`

const MESH_BITS = 64
const EVERYWHERE = ["0.0.0.0/0", "::/0"]
