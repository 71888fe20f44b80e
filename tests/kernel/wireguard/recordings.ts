/**
 * What Wireshark makes of a recording of our tunnel with the key log that our end has written: every handshake is
 * derived, every message opened, and inside are the packets that the hosts sent, byte for byte.
 */
import { rmSync, statSync, writeFileSync } from "node:fs"
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { equalBytes } from "../../../src/domain/bytes.ts"
import { endpointOf } from "../../../src/domain/net/endpoint.ts"
import { innerDestination, innerLength } from "../../../src/domain/net/inner_packet.ts"
import { ipAddress } from "../../../src/domain/net/ip_address.ts"
import { Tap } from "./tap.ts"
import { dissect, type Dissected } from "./tshark.ts"
import type { TunnelEnd } from "./tunnel_end.ts"
import { INNER, OUTER, type Side, TunnelPair, wg } from "./tunnel_pair.ts"

export interface Recording {
  readonly title: string
  readonly run: () => Promise<string | undefined>
}

/** Ours is always "a"; the other is wireguard-go. */
export const RECORDINGS: readonly Recording[] = [
  { title: "tshark opens what it initiated, with its key log", run: () => recorded("a", undefined, talk) },
  { title: "and what it answered", run: () => recorded("b", undefined, talk) },
  { title: "and with a preshared key", run: () => recorded("a", wg("genpsk"), talk) },
  { title: "and with one as it answered", run: () => recorded("b", wg("genpsk"), talk) },
  { title: "and when keys change on the way", run: () => recorded("a", wg("genpsk"), change) },
]

async function recorded(
  first: Side,
  key: string | undefined,
  happen: (pair: TunnelPair, first: Side) => Promise<string | undefined>,
): Promise<string | undefined> {
  const presharedKeys = key === undefined ? {} : { presharedKeys: { a: key, b: key } }
  const pair = await TunnelPair.build({ a: "meshfold", b: "wireguard-go", ...presharedKeys, variant: LOGGED })
  // Runs of datagrams are cut before the tap sees them.
  performSteps([{ tool: "ip", namespace: "a", line: "link set eth0 gso_max_segs 1" }])
  const taps = { outer: new Tap("a", "eth0"), a: new Tap("a", pair.a.device), b: new Tap("b", pair.b.device) }
  try {
    const trouble = await happen(pair, first)
    if (trouble !== undefined) return trouble
    const messages = dissect(taps.outer.take().map(({ frame }) => frame), LOG)
    const isPrivate = (statSync(LOG).mode & 0o777) === 0o600
    return isPrivate ? judge(messages, first, { a: sentBy(taps.a), b: sentBy(taps.b) }) : "others may read the key log"
  } finally {
    for (const tap of Object.values(taps)) tap.close()
    await pair.close()
    rmSync(LOG)
  }
}

/** Datagrams of all sizes one by one, and some in a row. */
async function talk(pair: TunnelPair, first: Side): Promise<string | undefined> {
  if (!await pair.carries(first, 100)) return `nothing came from ${first}`
  for (const family of ["v4", "v6"] as const) {
    for (const from of ["a", "b"] as const) {
      for (const length of [0, 1, 15, 16, 17, 1_000, 1_371, 1_372, 1_373, 1_392, 4_000]) {
        if (!await pair.carries(from, length, family)) return `${length} bytes from ${from} did not arrive`
      }
      burst(from, family)
      if (!await pair.carries(from, 100, family)) return `nothing came from ${from} behind a burst`
    }
  }
  return undefined
}

/** Our private key is another one, and then the preshared key, each set while the devices run. */
async function change(pair: TunnelPair): Promise<string | undefined> {
  if (!await pair.carries("a", 100)) return "nothing came from a"
  const secret = wg("genkey")
  writeFileSync("/run/key", secret, { mode: 0o600 })
  pair.a.wg("set", pair.a.device, "private-key", "/run/key")
  reconfigure(pair.b, (config) => config.replace(pair.keys.a, wg("pubkey", secret)))
  if (!await pair.carries("a", 100)) return "nothing came with another private key"
  const line = `PresharedKey = ${wg("genpsk")}`
  for (const end of [pair.a, pair.b]) reconfigure(end, (config) => config.replace(/PresharedKey = .*/, line))
  return await pair.carries("a", 100, "v6", 12_000) ? undefined : "nothing came with another preshared key"
}

/** Its peers go, and come back otherwise. */
function reconfigure(end: TunnelEnd, changed: (config: string) => string): void {
  const path = `/run/${end.device}.again`
  writeFileSync(path, changed(end.wg("showconf", end.device)), { mode: 0o600 })
  end.wg("setconf", end.device, path)
}

function judge(
  messages: readonly Dissected[],
  first: Side,
  sent: Readonly<Record<Side, readonly Uint8Array[]>>,
): string | undefined {
  const [initiation] = messages
  if (initiation?.type !== 1 || initiation.source !== OUTER[first]) {
    return `the first message is not ${first}'s initiation`
  }
  const unopened = messages.filter((one) => one.type === 1 ? one.static === "" : one.type === 2 && !one.isHandshakeOk)
  if (unopened.length > 0) return `${unopened.length} handshake messages are not opened`
  const data = messages.filter(({ type }) => type === 4)
  const closed = data.filter((one) => one.isDecryptionError || !(one.isKeepalive || one.plaintext))
  if (closed.length > 0) return `${closed.length} of ${data.length} messages are not opened`
  if (sent.a.length < FEWEST) return `the tap in a saw ${sent.a.length} packets`
  return miscounted(data) ?? different(data, "a", sent.a) ?? different(data, "b", sent.b)
}

/** Each session's counters begin at zero and none is left out. */
function miscounted(data: readonly Dissected[]): string | undefined {
  const next = new Map<string, bigint>()
  for (const { receiver, counter } of data) {
    const expected = next.get(receiver) ?? 0n
    if (counter !== expected) return `${receiver} is sent ${counter} in the place of ${expected}`
    next.set(receiver, expected + 1n)
  }
  return undefined
}

function different(data: readonly Dissected[], side: Side, sent: readonly Uint8Array[]): string | undefined {
  const found = data.filter(({ source, isKeepalive }) => source === OUTER[side] && !isKeepalive)
  if (found.length !== sent.length) return `${side} sent ${sent.length} packets, and ${found.length} are found`
  const i = found.findIndex(({ plaintext = NOTHING }, i) => !isPadded(plaintext, sent[i] ?? NOTHING))
  return i < 0 ? undefined : `number ${i} of ${side} is not what was sent`
}

/** As it was sent, and zeros behind it. */
const isPadded = (plaintext: Uint8Array, packet: Uint8Array): boolean =>
  equalBytes(plaintext.subarray(0, packet.length), packet) &&
  plaintext.subarray(packet.length).every((byte) => byte === 0)

/** What the host gave to the tunnel for the other side; it also looks for routers, which are nobody's. */
function sentBy(tap: Tap): readonly Uint8Array[] {
  const inside = [...Object.values(INNER.v4), ...Object.values(INNER.v6)].map(ipAddress)
  return tap.take().filter(({ isOutgoing, frame }) => {
    const to = isOutgoing && innerLength(frame) === frame.length ? innerDestination(frame) : undefined
    return to !== undefined && inside.includes(to)
  }).map(({ frame }) => frame)
}

function burst(from: Side, family: "v4" | "v6"): void {
  const to = endpointOf(ipAddress(INNER[family][from === "a" ? "b" : "a"]), BURST_PORT)
  using port = new UdpPort({ namespace: from, family, port: BURST_PORT })
  for (let i = 0; i < BURST; i++) port.send(crypto.getRandomValues(new Uint8Array(1_200)), to)
}

const LOG = "/run/keys.txt"
const LOGGED = { flags: ["--keylog", LOG] }
const BURST_PORT = 4_001
const BURST = 50
/** Of packets that our end sends in any of these. */
const FEWEST = 3
const NOTHING = new Uint8Array(0)
