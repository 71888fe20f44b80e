/**
 * Which rules make a Linux router behave as a scenario's router does, and what no rules can do. Devices by the axes of
 * RFC 4787 are rebuilt where Linux comes close; packet by packet they need not agree, and the lab shows where they do not.
 */
import { present } from "../../domain/assert.ts"
import { seconds } from "../../domain/net/instant.ts"
import type { FlowTimers } from "../flow.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { LinuxProfile } from "../netfilter/linux_profile.ts"
import type { RouterSchema } from "../scenario/network_schema.ts"
import { LINUX, STRICT_FIREWALL } from "../scenario/presets.ts"
import { linuxProfile, natProfile, routerFirewall } from "../scenario/profiles.ts"

/** Of a router that `profileTroubles` has nothing against. */
export const kernelProfile = (router: RouterSchema): LinuxProfile =>
  linuxProfile(router) ?? imitation(natProfile(router), routerFirewall(router) ?? OPEN)

/** Why the kernel cannot be made to do this; empty if it can. */
export function profileTroubles(router: RouterSchema): readonly string[] {
  const nat = natProfile(router)
  const { timers } = kernelProfile(router).forward
  return [...(nat === undefined ? [] : natTroubles(nat)), ...timerTroubles(timers)]
}

const OPEN = { ...STRICT_FIREWALL, inbound: "accept" } as const

function imitation(nat: NatProfile | undefined, firewall: LinuxProfile["forward"]): LinuxProfile {
  if (nat === undefined) return { ...LINUX, source: undefined, input: "accept", forward: firewall }
  const isSymmetric = nat.mapping === "address-and-port-dependent"
  return {
    ...LINUX,
    source: { statement: "masquerade", ports: nat.portRange, random: isSymmetric ? "fully-random" : undefined },
    forward: { ...firewall, timers: nat.mappingTimers },
  }
}

function natTroubles({ mapping, filtering, ports, hairpinning }: NatProfile): readonly string[] {
  const isPreserving = mapping === "endpoint-independent" && ports === "preserve"
  const isSymmetric = mapping === "address-and-port-dependent" && ports === "random"
  return [
    ...(isPreserving || isSymmetric ? [] : [`Linux has no ${mapping} mapping with ${ports} ports`]),
    ...(filtering === "address-and-port-dependent" ? [] : [`Linux has no ${filtering} filtering`]),
    ...(hairpinning === "none" ? [] : ["Linux turns nothing round inside but port forwards"]),
  ]
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
