/** A NAT to talk to in texts: endpoints go in, endpoints or reasons come out, at times in seconds. */
import { endpoint, formatEndpoint } from "../../src/domain/net/endpoint.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { ipAddress } from "../../src/domain/net/ip_address.ts"
import type { NatDrop } from "../../src/sim/nat/nat.ts"
import { PLAIN_NAT } from "../../src/sim/nat/plain_nat.ts"
import type { NatProfile } from "../../src/sim/nat/rfc4787.ts"
import { Rfc4787Nat } from "../../src/sim/nat/rfc4787_nat.ts"
import { errorAbout, type IcmpErrorKind, type Packet } from "../../src/sim/packet.ts"
import { Rng } from "../../src/sim/rng.ts"
import { packet } from "./packets.ts"

export class NatDesk {
  readonly nat: Rfc4787Nat

  constructor(change: Partial<NatProfile> = {}, outside: readonly string[] = ["203.0.113.1"], seed = 2) {
    this.nat = new Rfc4787Nat({ ...PLAIN_NAT, ...change }, outside.map(ipAddress), Rng.seeded(seed))
  }

  /** As whom an inside endpoint is seen by a remote one that it sends to, or why it is not. */
  out(inside: string, remote: string, s = 0): string {
    return told(this.nat.egress(packet(inside, remote), at(s)), ({ source }) => formatEndpoint(source))
  }

  /** The external ports of several conversations at one time. */
  ports(...pairs: readonly (readonly [inside: string, remote: string])[]): readonly number[] {
    return pairs.map(([inside, remote]) => portOf(this.out(inside, remote)))
  }

  /** Who gets a packet from outside, or why nobody does. */
  in(remote: string, external: string, s = 0): string {
    return told(this.nat.ingress(packet(remote, external), at(s)), ({ destination }) => formatEndpoint(destination))
  }

  /** The same, from inside to an external endpoint. */
  hairpin(inside: string, external: string, s = 0): string {
    return told(this.nat.hairpin(packet(inside, external), at(s)), ({ destination }) => formatEndpoint(destination))
  }

  /** Who is told by somebody outside that what it sent as `external` did not arrive. */
  error(external: string, remote: string, { s = 0, kind = "port-unreachable" as IcmpErrorKind } = {}): string {
    const error = errorAbout(packet(external, remote), kind, endpoint(remote).address)
    if (error === undefined) return "no error"
    return told(this.nat.ingress(error, at(s)), ({ destination }) => destination.address)
  }
}

export const portOf = (text: string): number => {
  const digits = /:([0-9]+)$/.exec(text)?.[1]
  if (digits === undefined) throw new Error(`${text} is no endpoint`)
  return Number(digits)
}

const at = (s: number) => instant(Math.round(s * 1_000_000))

const told = (result: Packet | NatDrop, tell: (packet: Packet) => string): string =>
  typeof result === "string" ? result : tell(result)
