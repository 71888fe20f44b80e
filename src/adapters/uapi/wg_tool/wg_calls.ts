/**
 * A change as calls of wg(8), in order (spec/wireguard.md 2.3). What is secret goes through standard input, as a
 * configuration that is added; all else may stand among the arguments, which anybody on the host can read. In such a
 * configuration a peer is told whole: allowed IPs that are not said again would be gone, and versions differ in what they
 * make of a preshared key that is not said.
 */
import { formatEndpoint } from "../../../domain/net/endpoint.ts"
import type { Prefix } from "../../../domain/net/prefix.ts"
import type { PublicKey } from "../../../domain/public_key.ts"
import type { DeviceChange, PeerChange, SetPeer } from "../device_change.ts"
import type { DeviceReport } from "../device_report.ts"
import { keepaliveText } from "../wire_values.ts"
import { configText, type PeerState, type WholePeer } from "./config_text.ts"

export interface WgCall {
  readonly args: readonly string[]
  readonly input?: string
}

export function wgCalls(interfaceName: string, change: DeviceChange, report: DeviceReport): readonly WgCall[] {
  const { replacePeers, peers, ...device } = change
  const there = new Map<PublicKey, PeerState>(report.peers.map((peer) => [peer.publicKey, peer]))
  const addconf = (input: string): WgCall => ({ args: ["addconf", interfaceName, "/dev/stdin"], input })
  const set = (words: readonly string[]): WgCall => ({ args: ["set", interfaceName, ...words] })
  const calls = Object.keys(device).length === 0 ? [] : [addconf(configText({ ...device, peers: [] }))]
  if (replacePeers) {
    calls.push(...inParts([...there.keys()].map(removal)).map(set))
    there.clear()
  }
  for (const run of runsOf(peers)) {
    if (run.by === "removal") calls.push(...inParts(run.peers.map(({ publicKey }) => removal(publicKey))).map(set))
    const sets = run.peers.flatMap((peer) => take(there, peer))
    if (sets.length === 0) continue
    if (run.by === "configuration") calls.push(addconf(configText({ peers: sets })))
    else calls.push(...inParts(sets.map(wordsOf)).map(set))
  }
  return calls
}

type Way = "removal" | "arguments" | "configuration"

interface Run {
  readonly by: Way
  readonly peers: readonly PeerChange[]
}

/** Neighbours that go the same way go together. */
function runsOf(peers: readonly PeerChange[]): readonly Run[] {
  const runs: { by: Way; peers: PeerChange[] }[] = []
  for (const peer of peers) {
    const by = wayOf(peer)
    const last = runs.at(-1)
    if (last?.by === by) last.peers.push(peer)
    else runs.push({ by, peers: [peer] })
  }
  return runs
}

/** `allowed-ips` among the arguments replaces, and its length has a limit. */
function wayOf(peer: PeerChange): Way {
  if (peer._tag === "RemovePeer") return "removal"
  const { presharedKey, replaceAllowedIps, allowedIps } = peer
  const fits = replaceAllowedIps ? allowedIps.length <= MOST_PREFIXES : allowedIps.length === 0
  return presharedKey === undefined && fits ? "arguments" : "configuration"
}

/** The peer whole, and from now on there; nothing for one that is not to be made, or not to be. */
function take(there: Map<PublicKey, PeerState>, peer: PeerChange): readonly WholePeer[] {
  const { publicKey } = peer
  const before = there.get(publicKey)
  if (peer._tag === "RemovePeer") there.delete(publicKey)
  if (peer._tag === "RemovePeer" || (before === undefined && peer.updateOnly)) return []
  const state = {
    presharedKey: peer.presharedKey === undefined
      ? before?.presharedKey
      : peer.presharedKey === "none"
      ? undefined
      : peer.presharedKey,
    allowedIps: prefixesAfter(peer.replaceAllowedIps ? [] : before?.allowedIps ?? [], peer),
  }
  there.set(publicKey, state)
  return [{ ...peer, ...state }]
}

const prefixesAfter = (before: readonly Prefix[], { allowedIps }: SetPeer): readonly Prefix[] => [
  ...new Set([...before, ...allowedIps.map(({ prefix }) => prefix)]),
]

const removal = (publicKey: PublicKey): readonly string[] => ["peer", publicKey, "remove"]

const wordsOf = ({ publicKey, endpoint, keepalive, replaceAllowedIps, allowedIps }: WholePeer): readonly string[] => [
  "peer",
  publicKey,
  ...(endpoint === undefined ? [] : ["endpoint", formatEndpoint(endpoint)]),
  ...(keepalive === undefined ? [] : ["persistent-keepalive", keepaliveText(keepalive)]),
  ...(replaceAllowedIps ? ["allowed-ips", allowedIps.join(",")] : []),
]

/** So that a call's arguments do not become too many for the kernel. */
const inParts = (peers: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  Array.from(
    { length: Math.ceil(peers.length / PEERS_AT_ONCE) },
    (_, i) => peers.slice(i * PEERS_AT_ONCE, (i + 1) * PEERS_AT_ONCE).flat(),
  )

const PEERS_AT_ONCE = 200
const MOST_PREFIXES = 100
