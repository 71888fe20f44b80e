/**
 * Who is in the cluster: every affiliate with a nodename, ourselves among them (spec/kubespan.md 8.6). Where the control
 * plane can be reached follows from its members.
 */
import type { Affiliate } from "../discovery/affiliate.ts"
import { compareBytes } from "../bytes.ts"
import { addressOctets, type IpAddress } from "../net/ip_address.ts"
import type { MeshState } from "./state.ts"

/** Ascending by nodename, which is a member's id. `self` is our own affiliate. */
export function membersOf({ affiliates }: MeshState, self: Affiliate): readonly Affiliate[] {
  return [self, ...affiliates.map(({ affiliate }) => affiliate)]
    .filter(({ nodename }) => nodename !== "")
    .sort((a, b) => (a.nodename < b.nodename ? -1 : a.nodename > b.nodename ? 1 : 0))
}

/** All addresses of all control plane members, mesh addresses included: IPv4 first, ascending, each once. */
export function controlPlaneAddresses(members: readonly Affiliate[]): readonly IpAddress[] {
  const addresses = members.filter(isControlPlane).flatMap((one) => one.addresses)
  return [...new Set(addresses)]
    .map((address) => ({ address, octets: addressOctets(address) }))
    .sort((a, b) => a.octets.length - b.octets.length || compareBytes(a.octets, b.octets))
    .map(({ address }) => address)
}

const isControlPlane = ({ machineType }: Affiliate): boolean => machineType === "controlplane" || machineType === "init"
