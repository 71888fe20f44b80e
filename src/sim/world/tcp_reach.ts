/**
 * Whether a node gets to services outside, which it calls by TCP: past its own firewall and those of the routers on its
 * way out, or by way of a proxy if it was told of one. A proxy shows them the address that the router has.
 */
import { apparentAddress, routersAbove } from "../fabric/reach.ts"
import type { FirewallProfile } from "../firewall.ts"
import type { Host } from "../host.ts"

export function getsOut(host: Host, hasProxy: boolean): boolean {
  const uplink = host.upInterfaces.find(({ addresses, attachment }) =>
    addresses.some((address) => apparentAddress(address, attachment) !== undefined)
  )
  const routers = uplink === undefined ? [] : routersAbove(uplink.attachment)
  return [host.firewall?.profile, ...routers.map(({ box }) => box.firewall)].every((one) => isPassing(one, hasProxy))
}

function isPassing(firewall: FirewallProfile | undefined, hasProxy: boolean): boolean {
  switch (firewall?.tcp) {
    case undefined:
    case "open":
      return true
    case "proxy":
      return hasProxy
    case "blocked":
      return false
  }
}
