/** Questions about a topology that need no packet: who one appears to be, and how one reaches an address. */
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Attachment } from "./attachment.ts"
import { Router } from "./router.ts"

/** The routers between an attachment and the core, nearest first. */
export function routersAbove(at: Attachment): readonly Router[] {
  const routers: Router[] = []
  let gateway = at.segment.gateway
  while (gateway?.station instanceof Router) {
    routers.push(gateway.station)
    gateway = gateway.station.outer?.segment.gateway
  }
  return routers
}

/**
 * As whom a host with this address is seen from the core, by IPv4 if something on the way translates to it; undefined
 * where it does not get through, or a router is off.
 */
export function apparentAddress(address: IpAddress, at: Attachment): IpAddress | undefined {
  let seen = address
  for (const router of routersAbove(at)) {
    const next = router.isOn ? router.box.apparent(seen) : undefined
    if (next === undefined) return undefined
    seen = next
  }
  return at.isUp ? seen : undefined
}

/** Whether the address belongs to somebody on the same segment who is no router. */
export function isNeighbour(address: IpAddress, at: Attachment): boolean {
  const owner = at.segment.ownerOf(address)
  return owner !== undefined && !(owner.station instanceof Router)
}
