/**
 * Cryptokey routing of packets (spec/wireguard.md 1.13, 1.14): what goes out is for the peer that has its destination,
 * and what a peer sent may come in if that very peer has its source. A packet is read where it lies, `space` bytes from
 * `start`, and nothing is allocated: a verdict is the peer or the length, or why the packet is dropped.
 */
import { destinationOffset, innerFamily, innerLength, sourceOffset } from "../net/inner_packet.ts"
import type { AllowedIps } from "./allowed_ips.ts"
import type { DropReason } from "./drop_reason.ts"

export class CryptokeyRouting<Peer extends object> {
  readonly #allowedIps: AllowedIps<Peer>

  constructor(allowedIps: AllowedIps<Peer>) {
    this.#allowedIps = allowedIps
  }

  /** Whom a packet of the host's is for. */
  peerFor(packet: Uint8Array, start = 0, space = packet.length - start): Peer | DropReason {
    const family = innerFamily(packet, start)
    if (family === undefined || innerLength(packet, start, space) === undefined) return "not-ip"
    return this.#allowedIps.lookup(family, packet, start + destinationOffset(family)) ?? "no-peer-for-destination"
  }

  /** How long a packet of this peer's is, without its padding. */
  lengthFrom(peer: Peer, packet: Uint8Array, start = 0, space = packet.length - start): number | DropReason {
    const family = innerFamily(packet, start)
    const length = innerLength(packet, start, space)
    if (family === undefined || length === undefined) return "not-ip"
    return this.#allowedIps.lookup(family, packet, start + sourceOffset(family)) === peer ? length : "disallowed-source"
  }
}
