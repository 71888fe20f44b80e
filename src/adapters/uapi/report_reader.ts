/**
 * The answer to `get=1`, line by line, back to a report. Keys that are not known are left out: implementations add their
 * own (spec/wireguard.md 2.1).
 */
import * as Result from "effect/Result"
import { duration } from "../../domain/net/instant.ts"
import type { DeviceReport, PeerReport } from "./device_report.ts"
import type { Errno } from "./errno.ts"
import { type Draft, keyAndValue, taken } from "./key_line.ts"
import * as values from "./wire_values.ts"

/** The device refused, or line `line` (from 1) is none that there could be. */
export type AnswerTrouble =
  | { readonly _tag: "Refused"; readonly errno: Errno }
  | { readonly _tag: "Malformed"; readonly line: number }

/** The whole answer, with its errno and the empty line at its end. */
export function readReport(text: string): Result.Result<DeviceReport, AnswerTrouble> {
  const device: DeviceDraft = { privateKey: undefined, listenPort: 0, fwmark: 0, peers: [] }
  for (const [i, line] of text.split("\n").entries()) {
    const malformed: AnswerTrouble = { _tag: "Malformed", line: i + 1 }
    const [key, value] = keyAndValue(line)
    if (value === undefined) return Result.fail(malformed)
    if (key === "errno") {
      const errno = readErrno(value)
      if (errno === undefined) return Result.fail(malformed)
      return errno === 0 ? Result.succeed(device) : Result.fail({ _tag: "Refused", errno })
    }
    if (!readLine(device, key, value)) return Result.fail(malformed)
  }
  return Result.fail({ _tag: "Malformed", line: text.split("\n").length })
}

/** The whole answer to `set=1`. */
export function readErrnoAnswer(text: string): Result.Result<void, AnswerTrouble> {
  const errno = readErrno(/^errno=(.*)\n\n$/.exec(text)?.[1] ?? "")
  if (errno === undefined) return Result.fail({ _tag: "Malformed", line: 1 })
  return errno === 0 ? Result.succeed(undefined) : Result.fail({ _tag: "Refused", errno })
}

type PeerDraft = Draft<Omit<PeerReport, "allowedIps">> & { allowedIps: PeerReport["allowedIps"][number][] }
type DeviceDraft = Draft<Omit<DeviceReport, "peers">> & { peers: PeerDraft[] }

function readLine(device: DeviceDraft, key: string, value: string): boolean {
  if (key === "public_key") {
    const publicKey = values.readPublicKey(value)
    return taken(publicKey, (publicKey) => device.peers.push(newPeer(publicKey)))
  }
  const peer = device.peers.at(-1)
  return peer === undefined ? readDeviceLine(device, key, value) : readPeerLine(peer, key, value)
}

function readDeviceLine(device: DeviceDraft, key: string, value: string): boolean {
  switch (key) {
    case "private_key":
      return taken(values.readSecretKey(value), (key) => device.privateKey = key === "none" ? undefined : key)
    case "listen_port":
      return taken(values.readPort(value), (port) => device.listenPort = port)
    case "fwmark":
      return taken(values.readU32(value), (mark) => device.fwmark = mark)
    default:
      return true
  }
}

function readPeerLine(peer: PeerDraft, key: string, value: string): boolean {
  switch (key) {
    case "preshared_key":
      return taken(values.readSecretKey(value), (key) => peer.presharedKey = key === "none" ? undefined : key)
    case "endpoint":
      return taken(values.readEndpoint(value.replace(ZONE, "")), (endpoint) => peer.endpoint = endpoint)
    case "last_handshake_time_sec":
      return taken(values.readCount(value), (seconds) => peer.lastHandshake = at(peer, { seconds }))
    case "last_handshake_time_nsec":
      return taken(values.readU32(value), (nanoseconds) => peer.lastHandshake = at(peer, { nanoseconds }))
    case "tx_bytes":
      return taken(values.readCount(value), (count) => peer.txBytes = count)
    case "rx_bytes":
      return taken(values.readCount(value), (count) => peer.rxBytes = count)
    case "persistent_keepalive_interval":
      return taken(values.readKeepalive(value), (keepalive) => peer.keepalive = keepalive)
    case "allowed_ip":
      return taken(values.readPrefix(value), (prefix) => peer.allowedIps.push(prefix))
    default:
      return true
  }
}

/** Zero is never. */
function at({ lastHandshake }: PeerDraft, part: Partial<PeerReport["lastHandshake"]>): PeerReport["lastHandshake"] {
  const time = { seconds: 0, nanoseconds: 0, ...lastHandshake, ...part }
  return time.seconds === 0 && time.nanoseconds === 0 ? undefined : time
}

/** One of which nothing is known yet. */
export const newPeer = (publicKey: PeerReport["publicKey"]): PeerDraft => ({
  publicKey,
  presharedKey: undefined,
  endpoint: undefined,
  lastHandshake: undefined,
  txBytes: 0,
  rxBytes: 0,
  keepalive: duration(0),
  allowedIps: [],
})

/** wireguard-go sends negative numbers, others positive ones. */
const readErrno = (text: string): Errno | undefined => values.readU32(text.replace(/^-/, ""))

/** Of a link-local address; which link a peer is on is not for us to know. */
const ZONE = /%[^\]]*/
