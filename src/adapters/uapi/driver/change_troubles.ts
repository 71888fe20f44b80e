/**
 * What is wrong with a change, told before it is sent: devices do what comes before the line that they refuse, and leave
 * it done (spec/wireguard.md 2.1).
 */
import { type Duration, seconds } from "../../../domain/net/instant.ts"
import type { DeviceChange, SetPeer } from "../device_change.ts"

/** In words; none if any device understands it. */
export const changeTroubles = ({ listenPort, fwmark, peers }: DeviceChange): readonly string[] => [
  ...(isWithin(listenPort, 0xffff) ? [] : [`${listenPort} is no port`]),
  ...(isWithin(fwmark, 0xffff_ffff) ? [] : [`${fwmark} is no mark: they have 32 bits`]),
  ...peers.flatMap((peer) => peer._tag === "SetPeer" ? peerTroubles(peer) : []),
]

function peerTroubles({ publicKey, endpoint, keepalive, allowedIps }: SetPeer): readonly string[] {
  const removed = allowedIps.find(({ action }) => action === "remove")
  return [
    ...(endpoint === undefined || (endpoint.port > 0 && isWithin(endpoint.port, 0xffff))
      ? []
      : [`peer ${publicKey}: ${endpoint.port} is no port to send to`]),
    ...(isKeepalive(keepalive) ? [] : [`peer ${publicKey}: keepalives are whole seconds, up to 65535`]),
    ...(removed === undefined
      ? []
      : [`peer ${publicKey}: older devices cannot take away ${removed.prefix} alone; replace all its allowed IPs`]),
  ]
}

const isWithin = (value: number | undefined, most: number): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 0 && value <= most)

const isKeepalive = (keepalive: Duration | undefined): boolean =>
  keepalive === undefined || isWithin(keepalive / seconds(1), 0xffff)
