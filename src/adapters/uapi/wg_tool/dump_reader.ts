/** What `wg show INTERFACE dump` prints, as a report (spec/wireguard.md 2.3). Handshakes come in whole seconds. */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import { PUBLIC_KEY_PATTERN, type PublicKey, publicKeyOf } from "../../../domain/public_key.ts"
import { parseSecretKey, type SecretKey } from "../../../domain/wireguard/secret_key.ts"
import type { DeviceReport, PeerReport } from "../device_report.ts"
import { readCount, readEndpoint, readKeepalive, readPort, readPrefix, readU32 } from "../wire_values.ts"

/** The failure is the line, from 1, that is none that there could be; what it holds is not told. */
export function readDump(text: string): Result.Result<DeviceReport, number> {
  const [first = "", ...rest] = text.replace(/\n$/, "").split("\n")
  const device = readDevice(first.split("\t"))
  if (device === undefined) return Result.fail(1)
  const peers: PeerReport[] = []
  for (const [i, line] of rest.entries()) {
    const peer = readPeer(line.split("\t"))
    if (peer === undefined) return Result.fail(i + 2)
    peers.push(peer)
  }
  return Result.succeed({ ...device, peers })
}

function readDevice(fields: readonly string[]): Omit<DeviceReport, "peers"> | undefined {
  const [key = "", , port = "", mark = ""] = fields
  const privateKey = readKey(key)
  const listenPort = readPort(port)
  const fwmark = mark === "off" ? 0 : readHex(mark)
  if (fields.length !== 4 || privateKey === undefined || listenPort === undefined || fwmark === undefined) {
    return undefined
  }
  return { privateKey: present(privateKey), listenPort, fwmark }
}

function readPeer(fields: readonly string[]): PeerReport | undefined {
  const [key = "", shared = "", place = "", prefixes = "", handshake = "", rx = "", tx = "", every = ""] = fields
  const publicKey = readPublicKey(key)
  const presharedKey = readKey(shared)
  const endpoint = place === NONE ? NONE : readEndpoint(place.replace(ZONE, ""))
  const allowedIps = prefixes === NONE ? [] : prefixes.split(",").map(readPrefix)
  const seconds = readCount(handshake)
  const rxBytes = readCount(rx)
  const txBytes = readCount(tx)
  const keepalive = readKeepalive(every === "off" ? "0" : every)
  if (fields.length !== 8 || publicKey === undefined || presharedKey === undefined) return undefined
  if (endpoint === undefined || seconds === undefined || keepalive === undefined) return undefined
  if (rxBytes === undefined || txBytes === undefined) return undefined
  const known = allowedIps.filter((prefix) => prefix !== undefined)
  if (known.length !== allowedIps.length) return undefined
  return {
    publicKey,
    presharedKey: present(presharedKey),
    endpoint: present(endpoint),
    lastHandshake: seconds === 0 ? undefined : { seconds, nanoseconds: 0 },
    txBytes,
    rxBytes,
    keepalive,
    allowedIps: known,
  }
}

const present = <A>(value: A | typeof NONE): A | undefined => (value === NONE ? undefined : value)

const readKey = (text: string): SecretKey | typeof NONE | undefined =>
  text === NONE ? NONE : Result.getOrUndefined(parseSecretKey(text))

function readPublicKey(text: string): PublicKey | undefined {
  const bytes = Base64.decode(text)
  return PUBLIC_KEY_PATTERN.test(text) && Result.isSuccess(bytes) ? publicKeyOf(bytes.success) : undefined
}

const readHex = (text: string): number | undefined =>
  /^0x[0-9a-f]{1,8}$/.test(text) ? readU32(String(Number(text))) : undefined

const NONE = "(none)"
/** Of a link-local address, as in a report by UAPI. */
const ZONE = /%[^\]]*/
