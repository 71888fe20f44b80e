/**
 * Which rules make a Linux router behave as a scenario's router does. Devices by the axes of RFC 4787 are rebuilt where
 * Linux comes close; packet by packet they need not agree, and the lab shows where they do not.
 */
import type { NatProfile } from "../nat/rfc4787.ts"
import type { LinuxProfile } from "../netfilter/linux_profile.ts"
import type { RouterSchema } from "../scenario/network_schema.ts"
import { LINUX, STRICT_FIREWALL } from "../scenario/presets.ts"
import { linuxProfile, natProfile, routerFirewall } from "../scenario/profiles.ts"

/** Of a router that `profileTroubles` has nothing against. */
export const kernelProfile = (router: RouterSchema): LinuxProfile =>
  linuxProfile(router) ?? imitation(natProfile(router), routerFirewall(router) ?? OPEN)

const OPEN = { ...STRICT_FIREWALL, inbound: "accept" } as const

function imitation(nat: NatProfile | undefined, firewall: LinuxProfile["forward"]): LinuxProfile {
  if (nat === undefined) return { ...LINUX, source: undefined, input: "accept", forward: firewall }
  const isSymmetric = nat.mapping === "address-and-port-dependent"
  return {
    ...LINUX,
    source: { statement: "masquerade", ports: nat.portRange, random: isSymmetric ? "fully-random" : undefined },
    input: nat.unsolicited,
    forward: { ...firewall, timers: nat.mappingTimers },
  }
}
