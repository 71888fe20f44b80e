/**
 * One WireGuard interface as UAPI sees it: its keys, port and peers, how they change, and what there is to tell. Changes
 * come one at a time, and one that is refused leaves everything as it was.
 */
import type { AllowedIpChange, DeviceChange, SetPeer } from "../adapters/uapi/device_change.ts"
import type { DeviceReport, PeerReport, WallTime } from "../adapters/uapi/device_report.ts"
import { EADDRINUSE, type Errno, OK } from "../adapters/uapi/errno.ts"
import { type Duration, duration, type Instant } from "../domain/net/instant.ts"
import type { Prefix } from "../domain/net/prefix.ts"
import type { PublicKey } from "../domain/public_key.ts"
import type { Device } from "../domain/wireguard/device.ts"
import type { SecretKey } from "../domain/wireguard/secret_key.ts"

/** What an interface needs of the loop that carries its packets. */
export interface WgParts {
  /** A device with these keys, or with keys that nobody knows. */
  readonly newDevice: (privateKey: SecretKey | undefined) => Device
  /** From now on the loop is this device's. */
  readonly use: (device: Device) => void
  /** Moves to a port, 0 for any; the one that it is. Throws if it cannot be had, and stays where it was. */
  readonly listen: (port: number, fwmark: number) => number
  readonly mark: (fwmark: number) => void
  readonly now: () => Instant
  /** Of the host's clock. */
  readonly unixMicros: () => number
}

interface PeerSettings {
  readonly presharedKey: SecretKey | undefined
  readonly keepalive: Duration
}

/** When the last handshake was, on both clocks, as it was told first. */
interface ToldHandshake {
  readonly at: Instant
  readonly time: WallTime
}

export class WgInterface {
  readonly #parts: WgParts
  readonly #peers = new Map<PublicKey, PeerSettings>()
  readonly #handshakes = new Map<PublicKey, ToldHandshake>()
  #device: Device
  #privateKey: SecretKey | undefined
  #port = 0
  #fwmark = 0

  constructor(parts: WgParts) {
    this.#parts = parts
    this.#device = parts.newDevice(undefined)
  }

  get device(): Device {
    return this.#device
  }

  apply(change: DeviceChange): Errno {
    const refused = this.#settle(change)
    if (refused !== OK) return refused
    if (change.replacePeers) { for (const peer of [...this.#peers.keys()]) this.#remove(peer) }
    for (const peer of change.peers) {
      if (peer._tag === "RemovePeer") this.#remove(peer.publicKey)
      else this.#set(peer)
    }
    return OK
  }

  report(): DeviceReport {
    return {
      privateKey: this.#privateKey,
      listenPort: this.#port,
      fwmark: this.#fwmark,
      peers: Array.from(this.#peers, ([publicKey, settings]) => this.#peerReport(publicKey, settings)),
    }
  }

  /** The socket first: it is all that can go wrong, and UAPI has one number for it (spec/wireguard.md 2.1). */
  #settle({ privateKey, listenPort, fwmark }: DeviceChange): Errno {
    const mark = fwmark ?? this.#fwmark
    try {
      if (listenPort !== undefined && (listenPort === 0 || listenPort !== this.#port)) {
        this.#port = this.#parts.listen(listenPort, mark)
        this.#device.forgetSources()
      } else if (mark !== this.#fwmark) {
        this.#parts.mark(mark)
        this.#device.forgetSources()
      }
    } catch {
      return EADDRINUSE
    }
    this.#fwmark = mark
    if (privateKey !== undefined) this.#rekey(privateKey === "none" ? undefined : privateKey)
    return OK
  }

  /** Another identity has other sessions: the peers go over to a new device, but for one that is ourselves now. */
  #rekey(privateKey: SecretKey | undefined): void {
    const isSame = privateKey === undefined || this.#privateKey === undefined
      ? privateKey === this.#privateKey
      : privateKey.equals(this.#privateKey)
    if (isSame) return
    const before = this.#device
    this.#privateKey = privateKey
    this.#device = this.#parts.newDevice(privateKey)
    this.#parts.use(this.#device)
    for (const [publicKey, settings] of this.#peers) {
      const old = before.tunnels.get(publicKey)
      this.#configure(publicKey, settings, old === undefined ? [] : before.allowedIpsOf(old))
      const endpoint = before.endpointOf(publicKey)
      if (endpoint !== undefined) this.#device.setEndpoint(publicKey, endpoint, this.#parts.now())
      if (!this.#device.tunnels.has(publicKey)) this.#peers.delete(publicKey)
      this.#handshakes.delete(publicKey)
    }
    for (const publicKey of [...before.tunnels.keys()]) before.removePeer(publicKey)
  }

  #set({ publicKey, updateOnly, presharedKey, endpoint, keepalive, replaceAllowedIps, allowedIps }: SetPeer): void {
    const known = this.#peers.get(publicKey)
    if (known === undefined && updateOnly) return
    const settings = {
      presharedKey: presharedKey === undefined
        ? known?.presharedKey
        : presharedKey === "none"
        ? undefined
        : presharedKey,
      keepalive: keepalive ?? known?.keepalive ?? duration(0),
    }
    const tunnel = this.#device.tunnels.get(publicKey)
    const before = tunnel === undefined || replaceAllowedIps ? [] : this.#device.allowedIpsOf(tunnel)
    if (endpoint !== undefined && tunnel !== undefined) this.#device.setEndpoint(publicKey, endpoint, this.#parts.now())
    this.#configure(publicKey, settings, changed(before, allowedIps))
    if (!this.#device.tunnels.has(publicKey)) return
    this.#peers.set(publicKey, settings)
    if (endpoint !== undefined && tunnel === undefined) this.#device.setEndpoint(publicKey, endpoint, this.#parts.now())
  }

  #configure(publicKey: PublicKey, { presharedKey, keepalive }: PeerSettings, allowedIps: readonly Prefix[]): void {
    this.#device.setPeer({ publicKey, presharedKey: presharedKey?.bytes, allowedIps, keepalive }, this.#parts.now())
  }

  #remove(publicKey: PublicKey): void {
    this.#peers.delete(publicKey)
    this.#handshakes.delete(publicKey)
    this.#device.removePeer(publicKey)
  }

  #peerReport(publicKey: PublicKey, { presharedKey, keepalive }: PeerSettings): PeerReport {
    const tunnel = this.#device.tunnels.get(publicKey)
    return {
      publicKey,
      presharedKey,
      keepalive,
      endpoint: tunnel?.path.endpoint,
      lastHandshake: this.#handshakeTime(publicKey, tunnel?.lastHandshakeAt),
      txBytes: tunnel?.path.sent ?? 0,
      rxBytes: tunnel?.path.received ?? 0,
      allowedIps: tunnel === undefined ? [] : this.#device.allowedIpsOf(tunnel),
    }
  }

  /** The clocks do not agree to the microsecond, and the wall clock is set; what was told of a handshake stays. */
  #handshakeTime(publicKey: PublicKey, at: Instant | undefined): WallTime | undefined {
    if (at === undefined) return undefined
    const told = this.#handshakes.get(publicKey)
    if (told?.at === at) return told.time
    const unix = this.#parts.unixMicros() - (this.#parts.now() - at)
    const time = { seconds: Math.floor(unix / 1_000_000), nanoseconds: (unix % 1_000_000) * 1_000 }
    this.#handshakes.set(publicKey, { at, time })
    return time
  }
}

function changed(before: readonly Prefix[], changes: readonly AllowedIpChange[]): readonly Prefix[] {
  const prefixes = new Set(before)
  for (const { action, prefix } of changes) {
    if (action === "add") prefixes.add(prefix)
    else prefixes.delete(prefix)
  }
  return [...prefixes]
}
