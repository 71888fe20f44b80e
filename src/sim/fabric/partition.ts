/**
 * A fault that keeps groups of hosts apart. What counts is who sent a packet and whom it is meant for, wherever they are
 * and whatever routers made of it; so hosts that share a router or a LAN with a member are left alone. It ends where the
 * two ways part: on the first segment that it crosses to anything but the way out.
 */
import type { Station } from "./attachment.ts"
import type { Rule } from "./fabric.ts"

/** A host, as stations know it and as packets do. */
export interface Member {
  readonly station: Station
  readonly number: number
}

/** No host is in two groups. */
export function partitionRule(groups: readonly (readonly Member[])[]): Rule {
  const byNumber = new Map<number, number>()
  const byStation = new Map<Station, number>()
  for (const [group, members] of groups.entries()) {
    for (const { station, number } of members) {
      byNumber.set(number, group)
      byStation.set(station, group)
    }
  }
  return ({ flight }, from, to) => {
    const sender = byNumber.get(flight.from)
    if (sender === undefined || to === from.segment.gateway) return "pass"
    const isCutOff = (group: number | undefined): boolean => group !== undefined && group !== sender
    const meant = flight.to === undefined ? undefined : byNumber.get(flight.to)
    return isCutOff(meant) || isCutOff(byStation.get(to.station)) ? "drop" : "pass"
  }
}
