/** A change as the request `set=1`, complete with the empty line at its end. */
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import type { DeviceChange, PeerChange } from "./device_change.ts"
import { hexOfPublicKey, hexOfSecretKey, keepaliveText } from "./wire_values.ts"

export function changeText({ privateKey, listenPort, fwmark, replacePeers, peers }: DeviceChange): string {
  const lines = [
    "set=1",
    ...(privateKey === undefined ? [] : [`private_key=${hexOfSecretKey(privateKey)}`]),
    ...(listenPort === undefined ? [] : [`listen_port=${listenPort}`]),
    ...(fwmark === undefined ? [] : [`fwmark=${fwmark}`]),
    ...(replacePeers ? ["replace_peers=true"] : []),
    ...peers.flatMap(peerLines),
    "",
  ]
  return lines.map((line) => `${line}\n`).join("")
}

function peerLines(peer: PeerChange): readonly string[] {
  const publicKey = `public_key=${hexOfPublicKey(peer.publicKey)}`
  if (peer._tag === "RemovePeer") return [publicKey, "remove=true"]
  const { updateOnly, presharedKey, endpoint, keepalive, replaceAllowedIps, allowedIps } = peer
  return [
    publicKey,
    ...(updateOnly ? ["update_only=true"] : []),
    ...(presharedKey === undefined ? [] : [`preshared_key=${hexOfSecretKey(presharedKey)}`]),
    ...(endpoint === undefined ? [] : [`endpoint=${formatEndpoint(endpoint)}`]),
    ...(keepalive === undefined ? [] : [`persistent_keepalive_interval=${keepaliveText(keepalive)}`]),
    ...(replaceAllowedIps ? ["replace_allowed_ips=true"] : []),
    ...allowedIps.map(({ action, prefix }) => `allowed_ip=${action === "remove" ? "-" : ""}${prefix}`),
  ]
}
