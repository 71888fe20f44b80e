/** How much of a change a device has become, by what it says of itself. Keys are compared, and never told. */
import { sameEndpoint } from "../../../domain/net/endpoint.ts"
import type { Prefix } from "../../../domain/net/prefix.ts"
import type { PublicKey } from "../../../domain/public_key.ts"
import type { SecretKey } from "../../../domain/wireguard/secret_key.ts"
import type { DeviceChange, PeerChange, SetPeer } from "../device_change.ts"
import type { DeviceReport, PeerReport } from "../device_report.ts"

/** In words for people, in the order of the change. */
export interface Standing {
  readonly stands: readonly string[]
  readonly lacks: readonly string[]
}

export function standingOf(change: DeviceChange, report: DeviceReport): Standing {
  const parts = [...deviceParts(change, report), ...peerParts(change, report)]
  return {
    stands: parts.filter(({ stands }) => stands).map(({ what }) => what),
    lacks: parts.filter(({ stands }) => !stands).map(({ what }) => what),
  }
}

interface Part {
  readonly what: string
  readonly stands: boolean
}

function deviceParts(change: DeviceChange, report: DeviceReport): readonly Part[] {
  const { privateKey, listenPort, fwmark, replacePeers, peers } = change
  const wanted = new Set(peers.map(({ publicKey }) => publicKey))
  return [
    ...part(privateKey, (key) => ({ what: "the private key", stands: isKey(report.privateKey, key) })),
    ...part(listenPort, (port) => ({
      what: port === 0 ? "any port" : `port ${port}`,
      stands: port === 0 ? report.listenPort > 0 : report.listenPort === port,
    })),
    ...part(fwmark, (mark) => ({ what: `mark ${mark}`, stands: report.fwmark === mark })),
    ...part(replacePeers || undefined, () => ({
      what: "no other peers",
      stands: report.peers.every(({ publicKey }) => wanted.has(publicKey)),
    })),
  ]
}

/** The last word on a peer counts, and of an allowed IP the last peer that was given it. */
function peerParts({ peers }: DeviceChange, report: DeviceReport): readonly Part[] {
  const there = new Map(report.peers.map((peer) => [peer.publicKey, peer]))
  const last = new Map<PublicKey, PeerChange>(peers.map((peer) => [peer.publicKey, peer]))
  const owners = new Map<Prefix, PublicKey>(
    [...last.values()].flatMap((peer) =>
      peer._tag === "SetPeer" ? peer.allowedIps.map(({ prefix }) => [prefix, peer.publicKey] as const) : []
    ),
  )
  return [...last.values()].flatMap((change) => {
    const peer = there.get(change.publicKey)
    if (change._tag === "RemovePeer") return [{ what: `peer ${change.publicKey} gone`, stands: peer === undefined }]
    if (peer === undefined) return [{ what: `peer ${change.publicKey}`, stands: change.updateOnly }]
    const own = change.allowedIps.map(({ prefix }) => prefix).filter((one) => owners.get(one) === change.publicKey)
    return settings(change, peer, own)
  })
}

function settings(change: SetPeer, peer: PeerReport, own: readonly Prefix[]): readonly Part[] {
  const { publicKey, presharedKey, endpoint, keepalive, replaceAllowedIps } = change
  const of = (what: string): string => `${what} of peer ${publicKey}`
  const parts = [
    ...part(presharedKey, (key) => ({ what: of("the preshared key"), stands: isKey(peer.presharedKey, key) })),
    ...part(endpoint, (one) => ({
      what: of("the endpoint"),
      stands: peer.endpoint !== undefined && sameEndpoint(peer.endpoint, one),
    })),
    ...part(keepalive, (one) => ({ what: of("the keepalive"), stands: peer.keepalive === one })),
    ...part(replaceAllowedIps || own.length > 0 || undefined, () => ({
      what: of("the allowed IPs"),
      stands: own.every((one) => peer.allowedIps.includes(one)) &&
        (!replaceAllowedIps || peer.allowedIps.every((one) => own.includes(one))),
    })),
  ]
  return parts.length > 0 ? parts : [{ what: `peer ${publicKey}`, stands: true }]
}

const part = <A>(wanted: A | undefined, make: (wanted: A) => Part): readonly Part[] =>
  wanted === undefined ? [] : [make(wanted)]

const isKey = (key: SecretKey | undefined, wanted: SecretKey | "none"): boolean =>
  wanted === "none" ? key === undefined : key?.equals(wanted) === true
