/** From what a scenario says of a router to the device that does it. */
import { familyOf } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { Ipv4Embedding, WELL_KNOWN_PREFIX } from "../middlebox/ipv4_embedding.ts"
import type { Middlebox } from "../middlebox/middlebox.ts"
import { Nat64Box } from "../middlebox/nat64_box.ts"
import { Nptv6 } from "../middlebox/nptv6.ts"
import { Nptv6Box } from "../middlebox/nptv6_box.ts"
import { TextbookBox } from "../middlebox/textbook_box.ts"
import { Rfc4787Nat } from "../nat/rfc4787_nat.ts"
import { LinuxBox } from "../netfilter/linux_box.ts"
import { chooserOf, type PortChooser } from "../netfilter/port_choice.ts"
import type { Rng } from "../rng.ts"
import { nat64Profile } from "../scenario/nat64_profile.ts"
import type { RouterSchema } from "../scenario/network_schema.ts"
import { addressesOf } from "../scenario/networks.ts"
import { linuxProfile, natProfile, routerFirewall } from "../scenario/profiles.ts"
import { listOf } from "../scenario/text.ts"

/** Chance as a router of this name has it. */
export type Luck = (router: string) => PortChooser

/** One device, in the layers of which it is made. Without `luck` of its own all chance is that of `rng`. */
export function boxOf(name: string, router: RouterSchema, rng: Rng, luck?: Luck): Middlebox {
  const { nat64, nptv6 } = router
  const plain = plainBox(name, nat64 === undefined ? router : { ...router, nat: "none" }, rng, luck)
  const renumbering = nptv6 && new Nptv6({ inside: prefix(nptv6.inside), outside: prefix(nptv6.outside) })
  const ipv6 = renumbering === undefined ? plain : new Nptv6Box(renumbering, plain)
  const ipv4 = addressesOf(router.outside).find((address) => familyOf(address) === "v4")
  if (nat64 === undefined || ipv4 === undefined) return ipv6
  const nat = new Rfc4787Nat(nat64Profile(nat64), [ipv4], rng.split(`nat ${name}`))
  return new Nat64Box(nat, new Ipv4Embedding(prefix(nat64.prefix ?? WELL_KNOWN_PREFIX)), ipv6)
}

function plainBox(name: string, router: RouterSchema, rng: Rng, luck?: Luck): Middlebox {
  const outside = addressesOf(router.outside)
  const own = rng.split(`nat ${name}`)
  const port = luck?.(name)
  const linux = linuxProfile(router)
  if (linux !== undefined) {
    return new LinuxBox(linux, { outside, inside: listOf(router.inside).map(prefix) }, port ?? chooserOf(own))
  }
  const profile = natProfile(router)
  const ipv4 = outside.filter((address) => familyOf(address) === "v4")
  const nat = profile && new Rfc4787Nat(profile, ipv4, port === undefined ? own : { below: own.below, port })
  return new TextbookBox(nat, routerFirewall(router))
}
