/**
 * The programs on a simulated host that ping each other, and the host's routing between them and the network: what is for
 * the mesh or for a routed network goes into the tunnel, everything else out in the clear, as adapters set it up
 * (spec/kubespan.md 5.4).
 */
import type { Instant } from "../../domain/net/instant.ts"
import { destinationOffset, innerDestination, innerFamily } from "../../domain/net/inner_packet.ts"
import { addressOctets, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefixContains } from "../../domain/net/prefix.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import { clearEcho, ECHO_PORT, readClearEcho } from "../clear_echo.ts"
import { echoReply, echoRequest, readEcho } from "../echo.ts"
import type { Host } from "../host.ts"
import type { Packet } from "../packet.ts"
import type { RunLog } from "../run_log.ts"

export interface ProgramsOptions {
  readonly node: number
  readonly host: Host
  readonly meshAddress: IpAddress
  readonly log: RunLog
  readonly nextFlight: () => number
  /** Into the tunnel. */
  readonly route: (packet: Uint8Array, now: Instant) => void
  /** Something leaves the host that is not WireGuard's. */
  readonly onClear: (to: IpAddress, now: Instant) => void
}

export interface Request {
  /** Who is pinged, and where. */
  readonly node: number
  readonly address: IpAddress
  /** The same in network byte order, for whoever has it at hand. */
  readonly octets?: Uint8Array
  readonly number: number
  readonly size: number
}

export class Programs {
  readonly #options: ProgramsOptions
  readonly #meshOctets: Uint8Array
  readonly #routes = new Map<PublicKey, readonly Prefix[]>()

  constructor(options: ProgramsOptions) {
    this.#options = options
    this.#meshOctets = addressOctets(options.meshAddress)
  }

  /** These networks of a peer, and no others, go into the tunnel. */
  setRoutes(peer: PublicKey, prefixes: readonly Prefix[]): void {
    if (prefixes.length === 0) this.#routes.delete(peer)
    else this.#routes.set(peer, prefixes)
  }

  clear(): void {
    this.#routes.clear()
  }

  ping({ node, address, octets = addressOctets(address), number, size }: Request, now: Instant): void {
    const { log, route } = this.#options
    if (this.#isMesh(octets, 0)) return route(echoRequest(this.#meshOctets, octets, number, size), now)
    if (!this.isTunnelled(address)) {
      log.pings.wentInClear(number)
      return this.#sendInClear({ address, port: ECHO_PORT }, {
        payload: clearEcho({ isReply: false, number }, size),
        node,
      }, now)
    }
    const source = this.#sourceFor(address)
    if (source !== undefined) route(echoRequest(addressOctets(source), octets, number, size), now)
  }

  /** A packet came out of the tunnel. */
  delivered(packet: Uint8Array, now: Instant): void {
    const echo = readEcho(packet)
    if (echo === undefined) return
    this.#options.log.pinged(echo.number, echo.isReply, now)
    if (echo.isReply) return
    const reply = echoReply(packet)
    const isFromMesh = innerFamily(reply) === "v6" && this.#isMesh(reply, destinationOffset("v6"))
    if (isFromMesh) return this.#options.route(reply, now)
    const to = innerDestination(reply)
    if (to !== undefined && this.isTunnelled(to)) return this.#options.route(reply, now)
    // Out of the tunnel came what does not go back into it: asymmetric, and so answered in the clear.
    if (to !== undefined) this.#answerInClear({ address: to, port: ECHO_PORT }, echo.number, now)
  }

  /** A datagram came in on the echo port. */
  heard({ source, destination, payload, flight }: Packet, now: Instant): void {
    const echo = readClearEcho(payload)
    if (echo === undefined) return
    this.#options.log.pinged(echo.number, echo.isReply, now)
    if (echo.isReply) return
    if (!this.isTunnelled(source.address)) return this.#answerInClear(source, echo.number, now, flight.from)
    const [from, to] = [addressOctets(destination.address), addressOctets(source.address)]
    this.#options.route(echoReply(echoRequest(to, from, echo.number, payload.length)), now)
  }

  isTunnelled(address: IpAddress): boolean {
    if (familyOf(address) === "v6" && this.#isMesh(addressOctets(address), 0)) return true
    for (const prefixes of this.#routes.values()) {
      if (prefixes.some((block) => prefixContains(block, address))) return true
    }
    return false
  }

  /** The tunnel's own network is the cluster's prefix, 64 bits long. */
  #isMesh(octets: Uint8Array, at: number): boolean {
    if (octets.length - at < this.#meshOctets.length) return false
    for (let i = 0; i < MESH_BYTES; i++) if (octets[at + i] !== this.#meshOctets[i]) return false
    return true
  }

  #answerInClear(to: Packet["source"], number: number, now: Instant, node?: number): void {
    this.#sendInClear(to, { payload: clearEcho({ isReply: true, number }, 0), node }, now)
  }

  #sendInClear(
    to: Packet["source"],
    { payload, node }: { readonly payload: Uint8Array; readonly node: number | undefined },
    now: Instant,
  ): void {
    const { host, onClear, nextFlight, node: from } = this.#options
    onClear(to.address, now)
    host.send({ to, source: undefined, payload, flight: { id: nextFlight(), from, to: node }, port: ECHO_PORT }, now)
  }

  /** The host's own address of the same family; the mesh address where it has none. */
  #sourceFor(to: IpAddress): IpAddress | undefined {
    const { host, meshAddress } = this.#options
    const own = host.addresses.find((address) => familyOf(address) === familyOf(to))
    return own ?? (familyOf(to) === "v6" ? meshAddress : undefined)
  }
}

const MESH_BYTES = 8
