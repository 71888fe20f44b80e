/** A configuration as `wg addconf` reads it. It holds keys, and is for nobody's eyes. */
import * as Base64 from "effect/encoding/Base64"
import { formatEndpoint } from "../../../domain/net/endpoint.ts"
import type { Prefix } from "../../../domain/net/prefix.ts"
import type { SecretKey } from "../../../domain/wireguard/secret_key.ts"
import type { DeviceChange, SetPeer } from "../device_change.ts"
import { keepaliveText } from "../wire_values.ts"

/** All that a change can leave unsaid and a configuration cannot. */
export interface PeerState {
  readonly presharedKey: SecretKey | undefined
  readonly allowedIps: readonly Prefix[]
}

export type WholePeer = Omit<SetPeer, keyof PeerState> & PeerState

export interface Addition extends Pick<DeviceChange, "privateKey" | "listenPort" | "fwmark"> {
  readonly peers: readonly WholePeer[]
}

export function configText({ privateKey, listenPort, fwmark, peers }: Addition): string {
  const lines = [
    "[Interface]",
    ...(privateKey === undefined ? [] : [`PrivateKey = ${keyText(privateKey)}`]),
    ...(listenPort === undefined ? [] : [`ListenPort = ${listenPort}`]),
    ...(fwmark === undefined ? [] : [`FwMark = ${fwmark}`]),
    ...peers.flatMap(peerLines),
  ]
  return lines.map((line) => `${line}\n`).join("")
}

const peerLines = ({ publicKey, presharedKey, endpoint, keepalive, allowedIps }: WholePeer): readonly string[] => [
  "[Peer]",
  `PublicKey = ${publicKey}`,
  `PresharedKey = ${keyText(presharedKey ?? "none")}`,
  ...(endpoint === undefined ? [] : [`Endpoint = ${formatEndpoint(endpoint)}`]),
  ...(keepalive === undefined ? [] : [`PersistentKeepalive = ${keepaliveText(keepalive)}`]),
  ...(allowedIps.length === 0 ? [] : [`AllowedIPs = ${allowedIps.join(", ")}`]),
]

/** Zeros remove. */
const keyText = (key: SecretKey | "none"): string => Base64.encode(key === "none" ? new Uint8Array(32) : key.bytes)
