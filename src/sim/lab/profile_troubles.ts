/** What a scenario's router does that no rules on Linux can make the kernel do: told, so that nothing is left out unseen. */
import { present } from "../../domain/assert.ts"
import { seconds } from "../../domain/net/instant.ts"
import { familyOf } from "../../domain/net/ip_address.ts"
import type { FlowTimers } from "../flow.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { FirewallSchema, RouterSchema } from "../scenario/network_schema.ts"
import { addressesOf } from "../scenario/networks.ts"
import { LINUX } from "../scenario/presets.ts"
import { natProfile } from "../scenario/profiles.ts"
import { kernelProfile } from "./kernel_profile.ts"

/** Why the kernel cannot be made to do this; empty if it can. */
export function profileTroubles(router: RouterSchema): readonly string[] {
  const nat = natProfile(router)
  const { timers } = kernelProfile(router).forward
  return [
    ...(nat === undefined ? [] : [...natTroubles(nat), ...limitTroubles(nat), ...addressTroubles(router)]),
    ...timerTroubles(timers),
    ...capacityTroubles(router.linux, router.nat, router.firewall),
  ]
}

/** Of whatever has a table: a size that the file names. What presets have is more than the lab ever sends. */
export const capacityTroubles = (
  ...rules: readonly (Pick<FirewallSchema, "capacity"> | "none" | undefined)[]
): readonly string[] =>
  rules.some((one) => typeof one === "object" && one.capacity !== undefined)
    ? ["conntrack's capacity is the whole machine's, and is left alone"]
    : []

function natTroubles({ mapping, filtering, ports, hairpinning, refresh, icmpError, alg }: NatProfile) {
  const isPreserving = mapping === "endpoint-independent" && ports === "preserve"
  const isSymmetric = mapping === "address-and-port-dependent" && ports === "random"
  return [
    ...(isPreserving || isSymmetric ? [] : [`Linux has no ${mapping} mapping with ${ports} ports`]),
    ...(filtering === "address-and-port-dependent" ? [] : [`Linux has no ${filtering} filtering`]),
    ...(hairpinning === "none" ? [] : ["Linux turns nothing round inside but port forwards"]),
    ...(refresh === "both" ? [] : [`Linux keeps mappings alive by packets both ways, not by ${refresh} ones alone`]),
    ...(icmpError === "ignore" ? [] : ["Linux ends no mapping because of an ICMP error"]),
    ...(alg === "off" ? [] : ["Linux leaves the payloads of such datagrams as they are"]),
  ]
}

function limitTroubles(nat: NatProfile): readonly string[] {
  const { subscriberLimit, hold, parity, contiguity, mappingTimers, filterTimers } = nat
  return [
    ...(subscriberLimit === undefined ? [] : ["Linux has no limit on the ports of one inside address"]),
    ...(hold === 0 ? [] : ["Linux holds no port back that was given up"]),
    ...(parity ? ["Linux keeps no even port even, nor an odd one odd"] : []),
    ...(contiguity ? ["Linux gives neighbouring ports no neighbouring ones"] : []),
    ...(isSame(mappingTimers, filterTimers) ? [] : ["Linux has one timer for a mapping and for who may answer"]),
  ]
}

const isSame = (one: FlowTimers, other: FlowTimers): boolean =>
  one.unreplied === other.unreplied && one.replied === other.replied && one.assured === other.assured &&
  one.assuredAfter === other.assuredAfter

function addressTroubles({ outside }: RouterSchema): readonly string[] {
  const { length } = addressesOf(outside).filter((address) => familyOf(address) === "v4")
  return length > 1 ? [`masquerade has one IPv4 address outside, not ${length}`] : []
}

function timerTroubles({ unreplied, replied, assured, assuredAfter }: FlowTimers): readonly string[] {
  const isWhole = unreplied % ONE_SECOND === 0 && assured % ONE_SECOND === 0
  return [
    ...(isWhole ? [] : ["conntrack counts in whole seconds"]),
    ...(replied === unreplied
      ? []
      : ["conntrack has one timer for flows that are unreplied and for those that are young"]),
    ...(assuredAfter === present(LINUX.forward, "a router filters").timers.assuredAfter || assured === unreplied
      ? []
      : ["conntrack calls a flow a stream after 2 s, always"]),
  ]
}

const ONE_SECOND = seconds(1)
