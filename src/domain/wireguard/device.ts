/**
 * WireGuard on one socket: finds the peer that a datagram or a packet belongs to and leaves the rest to its `Tunnel`.
 * Sans-IO: methods take `now`, results wait in `drain()`, and `deadline()` says when to call `wake` and why. Input from
 * the network never throws; a drop is a reason, returned and counted.
 */
import type { Random } from "../random.ts"
import { type Deadline, IDLE } from "../net/deadline.ts"
import type { Endpoint } from "../net/endpoint.ts"
import { type Duration, type Instant, NEVER } from "../net/instant.ts"
import type { Prefix } from "../net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../public_key.ts"
import { Admission } from "./admission.ts"
import { AllowedIps } from "./allowed_ips.ts"
import { CryptokeyRouting } from "./cryptokey_routing.ts"
import { DeadlineQueue } from "./deadline_queue.ts"
import type { DeviceOutput } from "./device_output.ts"
import type { DropCounts, DropReason } from "./drop_reason.ts"
import type { TellKeys } from "./handshake_keys.ts"
import { type LocalIdentity, localIdentity, remoteIdentity } from "./identity.ts"
import { IndexTable } from "./index_table.ts"
import * as message from "./message.ts"
import { endTranscript } from "./noise.ts"
import type { Arrival } from "./peer_path.ts"
import { readStatic } from "./responder.ts"
import type { KeyPair, Suite } from "./suite.ts"
import { laterStamp, type Stamp } from "./tai64n.ts"
import type { TimerReason } from "./timers.ts"
import { type IndexOwner, Tunnel, type TunnelContext } from "./tunnel.ts"

export interface DeviceOptions {
  readonly suite: Suite
  readonly keys: KeyPair
  readonly random: Random
  /** Of the tunnel interface, in bytes; padding never exceeds it. */
  readonly mtu: number
  /** The wall clock at instant zero, in microseconds since 1970. */
  readonly unixMicrosAtZero: number
  /** The latest timestamp that an earlier run of this identity may have sent. */
  readonly stampFloor: Stamp | undefined
  /** Handshake messages per second above which senders must first prove their address. */
  readonly busyAbove: number
  /** Only for a key log. */
  readonly tellKeys?: TellKeys | undefined
}

export interface PeerConfig {
  readonly publicKey: PublicKey
  readonly presharedKey: Uint8Array | undefined
  readonly allowedIps: readonly Prefix[]
  /** Zero for none. */
  readonly keepalive: Duration
}

export class Device {
  readonly #suite: Suite
  readonly #local: LocalIdentity
  readonly #ownKey: PublicKey
  readonly #context: TunnelContext & { mtu: number }
  readonly #indices: IndexTable<IndexOwner>
  readonly #tunnels = new Map<PublicKey, Tunnel>()
  readonly #allowedIps = new AllowedIps<Tunnel>()
  /** Also for a data plane that seals and opens by itself. */
  readonly routing = new CryptokeyRouting(this.#allowedIps)
  readonly #deadlines = new DeadlineQueue<Tunnel>()
  readonly #admission: Admission
  readonly #drops: Partial<Record<DropReason, number>> = {}
  /** Not below any timestamp sent to a peer that is gone, nor below those of an earlier run. */
  #stampFloor: Stamp | undefined
  #unixMicrosAtZero: number
  #outputs: DeviceOutput[] = []

  constructor(options: DeviceOptions) {
    const { suite, keys, random, mtu } = options
    this.#suite = suite
    this.#local = localIdentity(suite, keys)
    this.#ownKey = publicKeyOf(keys.publicKey)
    this.#indices = new IndexTable(random)
    this.#stampFloor = options.stampFloor
    this.#unixMicrosAtZero = options.unixMicrosAtZero
    this.#context = {
      suite,
      local: this.#local,
      random,
      mtu,
      indices: this.#indices,
      drawIndex: () => this.#indices.draw(),
      unixMicros: (now) => this.#unixMicrosAtZero + now,
      tellKeys: options.tellKeys,
      emit: (output) => void this.#outputs.push(output),
    }
    this.#admission = new Admission(this.#context, options.busyAbove)
  }

  /**
   * Adds a peer or changes it; sessions survive a change. Prefixes that another peer had go over to this one. Our own key
   * is no peer and is ignored (spec/wireguard.md 2.1).
   */
  setPeer(config: PeerConfig, now: Instant): void {
    if (config.publicKey === this.#ownKey) return
    const tunnel = this.#tunnels.get(config.publicKey) ?? this.#add(config)
    tunnel.setPresharedKey(config.presharedKey)
    this.#allowedIps.assign(tunnel, config.allowedIps)
    tunnel.setKeepaliveInterval(config.keepalive, now)
    this.#reschedule(tunnel)
  }

  removePeer(peer: PublicKey): void {
    const tunnel = this.#tunnels.get(peer)
    if (tunnel === undefined) return
    this.#stampFloor = laterStamp(this.#stampFloor, tunnel.lastStampSent)
    this.#allowedIps.release(tunnel)
    this.#deadlines.remove(tunnel)
    this.#tunnels.delete(peer)
    tunnel.end()
  }

  setEndpoint(peer: PublicKey, endpoint: Endpoint, now: Instant): void {
    const tunnel = this.#tunnels.get(peer)
    if (tunnel === undefined) return
    tunnel.setEndpoint(endpoint, now)
    this.#reschedule(tunnel)
  }

  endpointOf(peer: PublicKey): Endpoint | undefined {
    return this.#tunnels.get(peer)?.path.endpoint
  }

  /** Routes or addresses of this host changed: no cached source address is to be trusted. */
  forgetSources(): void {
    for (const tunnel of this.#tunnels.values()) tunnel.forgetSource()
  }

  /** Of the tunnel interface, from now on. */
  setMtu(mtu: number): void {
    this.#context.mtu = mtu
  }

  /** The wall clock was set. */
  setWallClock(unixMicrosAtZero: number): void {
    this.#unixMicrosAtZero = unixMicrosAtZero
  }

  /** The latest timestamp sent to anyone: what a later run of this identity must start from. */
  get latestStamp(): Stamp | undefined {
    let latest = this.#stampFloor
    for (const { lastStampSent } of this.#tunnels.values()) latest = laterStamp(latest, lastStampSent)
    return latest
  }

  /** One UDP datagram from the network. */
  receive(datagram: Uint8Array, arrival: Arrival, now: Instant): DropReason | undefined {
    return this.#count(this.#dispatch(datagram, arrival, now))
  }

  /** One IP packet from the host. */
  send(packet: Uint8Array, now: Instant): DropReason | undefined {
    const tunnel = this.routing.peerFor(packet)
    if (typeof tunnel === "string") return this.#count(tunnel)
    const reason = tunnel.send(packet, now)
    if (reason !== undefined) return this.#count(reason)
    this.#reschedule(tunnel)
    return undefined
  }

  /** Acts on everything that is due. */
  wake(now: Instant): void {
    for (let tunnel = this.#deadlines.first; tunnel !== undefined; tunnel = this.#deadlines.first) {
      if (tunnel.ticket.at > now) return
      tunnel.wake(now)
      this.#reschedule(tunnel)
    }
  }

  /** When the deadline is, without its reason. */
  get nextAt(): Instant {
    return this.#deadlines.first?.ticket.at ?? NEVER
  }

  deadline(): Deadline<TimerReason> {
    return this.#deadlines.first?.deadline() ?? IDLE
  }

  /** The outputs since the last call, in order. */
  drain(): readonly DeviceOutput[] {
    if (this.#outputs.length === 0) return NONE
    const outputs = this.#outputs
    this.#outputs = []
    return outputs
  }

  get drops(): DropCounts {
    return this.#drops
  }

  /** All peers, in the order in which they were added. */
  get tunnels(): ReadonlyMap<PublicKey, Tunnel> {
    return this.#tunnels
  }

  /** What is routed to a peer, as it was configured and as far as nobody else has it by now. */
  allowedIpsOf(tunnel: Tunnel): readonly Prefix[] {
    return this.#allowedIps.prefixesOf(tunnel)
  }

  /** For a data plane that opens by itself: whose a receiver index is. */
  ownerOf(receiver: number): IndexOwner | undefined {
    return this.#indices.ownerOf(receiver)
  }

  /** Something was sent to this peer or heard of it past the device, or dropped. */
  noted(tunnel: Tunnel): void {
    this.#reschedule(tunnel)
  }

  dropped(reason: DropReason): void {
    this.#count(reason)
  }

  #add({ publicKey, presharedKey }: PeerConfig): Tunnel {
    const remote = remoteIdentity(this.#suite, this.#local, publicKey, presharedKey)
    const tunnel = new Tunnel(this.#context, remote, this.#stampFloor)
    this.#tunnels.set(publicKey, tunnel)
    return tunnel
  }

  #reschedule(tunnel: Tunnel): void {
    this.#deadlines.set(tunnel, tunnel.nextAt())
  }

  #count(reason: DropReason | undefined): DropReason | undefined {
    if (reason !== undefined) this.#drops[reason] = (this.#drops[reason] ?? 0) + 1
    return reason
  }

  #dispatch(datagram: Uint8Array, arrival: Arrival, now: Instant): DropReason | undefined {
    if (message.isTransport(datagram)) return this.#receiveTransport(datagram, arrival, now)
    if (message.isInitiation(datagram)) return this.#receiveInitiation(datagram, arrival, now)
    if (message.isResponse(datagram)) return this.#receiveResponse(datagram, arrival, now)
    if (message.isCookieReply(datagram)) return this.#receiveCookie(datagram, now)
    return "malformed"
  }

  #receiveTransport(data: message.TransportData, arrival: Arrival, now: Instant): DropReason | undefined {
    const owner = this.#indices.ownerOf(message.receiverIndex(data))
    if (owner?.session === undefined) return "unknown-index"
    const plaintext = owner.tunnel.receiveTransport(owner.session, data, arrival, now)
    if (typeof plaintext === "string") return plaintext
    this.#reschedule(owner.tunnel)
    return plaintext.length === 0 ? undefined : this.#deliver(owner.tunnel, plaintext)
  }

  #deliver(tunnel: Tunnel, plaintext: Uint8Array): DropReason | undefined {
    const length = this.routing.lengthFrom(tunnel, plaintext)
    if (typeof length === "string") return length
    this.#outputs.push({ _tag: "Deliver", peer: tunnel.peer, packet: plaintext.subarray(0, length) })
    return undefined
  }

  #receiveInitiation(data: message.HandshakeInitiation, arrival: Arrival, now: Instant): DropReason | undefined {
    const refused = this.#admission.refuse(data, arrival, now)
    if (refused !== undefined) return refused
    const claim = readStatic(this.#suite, this.#local, data)
    if (claim === undefined) return "bad-handshake"
    const tunnel = this.#tunnels.get(publicKeyOf(claim.initiator))
    const reason = tunnel === undefined ? "unknown-peer" : tunnel.receiveInitiation(claim, data, arrival, now)
    endTranscript(claim.transcript)
    if (tunnel !== undefined && reason === undefined) this.#reschedule(tunnel)
    return reason
  }

  #receiveResponse(data: message.HandshakeResponse, arrival: Arrival, now: Instant): DropReason | undefined {
    const refused = this.#admission.refuse(data, arrival, now)
    if (refused !== undefined) return refused
    const owner = this.#indices.ownerOf(message.responseReceiver(data))
    if (owner === undefined || owner.session !== undefined) return "unknown-index"
    const reason = owner.tunnel.receiveResponse(data, arrival, now)
    if (reason === undefined) this.#reschedule(owner.tunnel)
    return reason
  }

  #receiveCookie(data: message.CookieReply, now: Instant): DropReason | undefined {
    const owner = this.#indices.ownerOf(message.receiverIndex(data))
    return owner === undefined ? "unknown-index" : owner.tunnel.receiveCookie(data, now)
  }
}

const NONE: readonly DeviceOutput[] = []
