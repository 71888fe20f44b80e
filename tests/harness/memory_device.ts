/** A WireGuard device that is nothing but what it was told to be: the rules of spec/wireguard.md 2.1 without packets. */
import type { UapiBackend } from "../../src/adapters/uapi/converse.ts"
import type { AllowedIpChange, DeviceChange, PeerChange, SetPeer } from "../../src/adapters/uapi/device_change.ts"
import type { DeviceReport, PeerReport } from "../../src/adapters/uapi/device_report.ts"
import type { SecretKey } from "../../src/domain/wireguard/secret_key.ts"
import { peerReport } from "./uapi_arbitraries.ts"

export class MemoryDevice implements UapiBackend {
  report: DeviceReport = { privateKey: undefined, listenPort: 0, fwmark: 0, peers: [] }
  /** Everything that was asked for. */
  readonly changes: DeviceChange[] = []

  readonly get = (): Promise<DeviceReport> => Promise.resolve(this.report)

  readonly set = (change: DeviceChange): Promise<number> => {
    this.changes.push(change)
    this.report = changed(this.report, change)
    return Promise.resolve(0)
  }
}

function changed(report: DeviceReport, change: DeviceChange): DeviceReport {
  const { privateKey, listenPort = report.listenPort, fwmark = report.fwmark, replacePeers, peers } = change
  return {
    privateKey: keyAfter(report.privateKey, privateKey),
    listenPort,
    fwmark,
    peers: peers.reduce(peersAfter, replacePeers ? [] : report.peers),
  }
}

const keyAfter = (before: SecretKey | undefined, change: SecretKey | "none" | undefined): SecretKey | undefined =>
  change === "none" ? undefined : change ?? before

function peersAfter(peers: readonly PeerReport[], change: PeerChange): readonly PeerReport[] {
  const { publicKey } = change
  const there = peers.find((peer) => peer.publicKey === publicKey)
  if (change._tag === "RemovePeer") return peers.filter((peer) => peer !== there)
  if (there === undefined && change.updateOnly) return peers
  const robbed = peers.map((peer) => (peer === there ? peer : without(peer, change)))
  if (there === undefined) return [...robbed, peerAfter(peerReport({ publicKey }), change)]
  return robbed.map((peer) => (peer === there ? peerAfter(peer, change) : peer))
}

/** An allowed IP is one peer's alone: who is given it takes it from whoever had it. */
function without(peer: PeerReport, { allowedIps }: SetPeer): PeerReport {
  const taken = new Set(allowedIps.filter(({ action }) => action === "add").map(({ prefix }) => prefix))
  return { ...peer, allowedIps: peer.allowedIps.filter((one) => !taken.has(one)) }
}

function peerAfter(peer: PeerReport, change: SetPeer): PeerReport {
  const { presharedKey, endpoint = peer.endpoint, keepalive = peer.keepalive, replaceAllowedIps, allowedIps } = change
  return {
    ...peer,
    presharedKey: keyAfter(peer.presharedKey, presharedKey),
    endpoint,
    keepalive,
    allowedIps: allowedIps.reduce(prefixesAfter, replaceAllowedIps ? [] : peer.allowedIps),
  }
}

function prefixesAfter(
  prefixes: PeerReport["allowedIps"],
  { action, prefix }: AllowedIpChange,
): PeerReport["allowedIps"] {
  const others = prefixes.filter((one) => one !== prefix)
  return action === "remove" ? others : [...others, prefix]
}
