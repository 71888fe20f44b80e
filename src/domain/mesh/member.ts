/**
 * Who is in the cluster: every affiliate with a nodename, ourselves among them (spec/kubespan.md 8.6). Where the control
 * plane can be reached follows from its members.
 */
import { type Affiliate, isControlPlane } from "../discovery/affiliate.ts"
import { inOrder, type IpAddress } from "../net/ip_address.ts"
import type { MeshState } from "./state.ts"

/** Ascending by nodename, which is a member's id. `self` is our own affiliate. */
export function membersOf({ affiliates }: MeshState, self: Affiliate): readonly Affiliate[] {
  return [self, ...affiliates.map(({ affiliate }) => affiliate)]
    .filter(({ nodename }) => nodename !== "")
    .sort((a, b) => (a.nodename < b.nodename ? -1 : a.nodename > b.nodename ? 1 : 0))
}

/** All addresses of all control plane members, mesh addresses included: IPv4 first, ascending, each once. */
export const controlPlaneAddresses = (members: readonly Affiliate[]): readonly IpAddress[] =>
  inOrder(new Set(members.filter(isControlPlane).flatMap((one) => one.addresses)))
