/** A device's report as the answer to `get=1`, in the order of wireguard-go, without the errno at its end. */
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import type { DeviceReport, PeerReport } from "./device_report.ts"
import { hexOfPublicKey, hexOfSecretKey, keepaliveText } from "./wire_values.ts"

export function reportText({ privateKey, listenPort, fwmark, peers }: DeviceReport): string {
  const lines = [
    ...(privateKey === undefined ? [] : [`private_key=${hexOfSecretKey(privateKey)}`]),
    `listen_port=${listenPort}`,
    ...(fwmark === 0 ? [] : [`fwmark=${fwmark}`]),
    ...peers.flatMap(peerLines),
  ]
  return lines.map((line) => `${line}\n`).join("")
}

const peerLines = (peer: PeerReport): readonly string[] => [
  `public_key=${hexOfPublicKey(peer.publicKey)}`,
  `preshared_key=${hexOfSecretKey(peer.presharedKey)}`,
  "protocol_version=1",
  ...(peer.endpoint === undefined ? [] : [`endpoint=${formatEndpoint(peer.endpoint)}`]),
  `last_handshake_time_sec=${peer.lastHandshake?.seconds ?? 0}`,
  `last_handshake_time_nsec=${peer.lastHandshake?.nanoseconds ?? 0}`,
  `tx_bytes=${peer.txBytes}`,
  `rx_bytes=${peer.rxBytes}`,
  `persistent_keepalive_interval=${keepaliveText(peer.keepalive)}`,
  ...peer.allowedIps.map((prefix) => `allowed_ip=${prefix}`),
]
