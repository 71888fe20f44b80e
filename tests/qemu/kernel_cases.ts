/** What two WireGuards have to agree on besides what any tunnel does: who may begin, when keys change, what a stamp is. */
import { nativeSuite as suite } from "../../src/adapters/crypto/native_suite.ts"
import { UdpPort } from "../../src/adapters/netns/udp_port.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { hasValidMac1 } from "../../src/domain/wireguard/cookie.ts"
import { type LocalIdentity, localIdentity, remoteIdentity } from "../../src/domain/wireguard/identity.ts"
import { isInitiation } from "../../src/domain/wireguard/message.ts"
import { readStatic, readTimestamp } from "../../src/domain/wireguard/responder.ts"
import { type Case, reopen } from "../kernel/wireguard/cases.ts"
import { OUTER, type Side, sleep, type TunnelPair } from "../kernel/wireguard/tunnel_pair.ts"
import { isAskedForCookies } from "./cookies.ts"

export const KERNEL_CASES: readonly Case[] = [
  { title: "the kernel speaks first, and is answered", run: kernelOpens },
  { title: "its stamps grow, and tell no more than whitened ones do", run: stamps },
  {
    title: "handshakes in a row, by one side and by the other, lose nothing once they are over",
    run: handshakesInARow,
  },
  { title: "both begin at once", run: cross },
  {
    title: "under a flood it asks us for a cookie, and lets us in with it",
    run: (pair) => isAskedForCookies(pair, "a"),
  },
  { title: "under a flood we ask it for a cookie, and let it in with it", run: (pair) => isAskedForCookies(pair, "b") },
  { title: "after two minutes we make new keys, and nothing is lost", run: (pair) => rekeys(pair, "a") },
  { title: "after two minutes it makes new keys, and nothing is lost", run: (pair) => rekeys(pair, "b") },
]

async function kernelOpens(pair: TunnelPair): Promise<string | undefined> {
  reopen(pair, () => {})
  if (!await pair.carries("b", 100, "v4", RETRY_MS)) return "nothing came from the kernel"
  return await pair.carries("a", 100) ? undefined : "nothing came back"
}

/** The kernel as the initiator, and a port of ours that reads what it says and does not answer. */
async function stamps({ b }: TunnelPair): Promise<string | undefined> {
  const us = localIdentity(suite, suite.keyPair(crypto.getRandomValues(new Uint8Array(32))))
  using port = new UdpPort({ namespace: "a", family: "v4", port: PROBE_PORT })
  const name = publicKeyOf(us.keys.publicKey)
  b.wg("set", b.device, "peer", name, "endpoint", `${OUTER.a}:${PROBE_PORT}`, "persistent-keepalive", "1")
  const kernel = Uint8Array.from(atob(b.wg("show", b.device, "public-key").trim()), (one) => one.charCodeAt(0))
  const [first, second] = [await nextStamp(port, us, kernel), await nextStamp(port, us, kernel)]
  b.wg("set", b.device, "peer", name, "remove")
  if (first === undefined || second === undefined) return "it does not call, or not so that we understand it"
  if (![first, second].every((stamp) => stamp.subarray(9).every((byte) => byte === 0))) return "they are precise"
  const [earlier, later] = [hex(first), hex(second)]
  return later > earlier ? undefined : `${earlier} is followed by ${later}`
}

async function nextStamp(port: UdpPort, us: LocalIdentity, kernel: Uint8Array): Promise<Uint8Array | undefined> {
  for (const until = performance.now() + RETRY_MS; performance.now() < until; await sleep(10)) {
    const message = port.receive()?.payload
    if (message === undefined || !isInitiation(message) || !hasValidMac1(suite, us, message)) continue
    const claim = readStatic(suite, us, message)
    return claim &&
      readTimestamp(suite, remoteIdentity(suite, us, publicKeyOf(kernel), undefined), claim, message)?.stamp
  }
  return undefined
}

/** One side forgets its sessions, while the other still has them. */
async function handshakesInARow(pair: TunnelPair): Promise<string | undefined> {
  for (const [side, other] of [["a", "b"], ["b", "a"], ["a", "b"], ["a", "b"], ["b", "a"], ["b", "a"]] as const) {
    const config = pair[side].wg("showconf", pair[side].device)
    pair[side].wg("set", pair[side].device, "peer", pair.keys[other], "remove")
    pair[side].run(
      "sh",
      "-c",
      `cat > /run/again <<'END' && wg syncconf ${pair[side].device} /run/again\n${config}\nEND`,
    )
    if (!await pair.carries(side, 100, "v4", RETRY_MS)) return `nothing came from ${side}, which began anew`
    for (let i = 0; i < 20; i++) {
      if (!await pair.carries(other, i)) return `number ${i} from ${other} is lost`
      if (!await pair.carries(side, i)) return `number ${i} from ${side} is lost`
    }
  }
  return undefined
}

/** Each sends before it can have heard the other; without a slot for each role, both would be deaf for five seconds. */
async function cross(pair: TunnelPair): Promise<string | undefined> {
  for (let round = 0; round < 5; round++) {
    reopen(pair, () => {})
    const [a, b] = await Promise.all([
      pair.carries("a", 100, "v4", CROSSING_MS),
      pair.carries("b", 100, "v4", CROSSING_MS),
    ])
    if (!a || !b) {
      return `round ${round}: ${a ? "" : "nothing came from a in time"}${b ? "" : " nothing came from b in time"}`
    }
  }
  return undefined
}

/** Whoever began a session begins the next one after 120 s, as soon as it has something to send (spec 1.5). */
async function rekeys(pair: TunnelPair, side: Side): Promise<string | undefined> {
  const other: Side = side === "a" ? "b" : "a"
  reopen(pair, () => {})
  if (!await pair.carries(side, 100, "v4", RETRY_MS)) return "it does not open"
  const first = handshakeAt(pair, side)
  let lost = 0
  let sent = 0
  for (const until = performance.now() + SOAK_MS; performance.now() < until; await sleep(20)) {
    sent += 2
    if (!await pair.carries(side, 100, "v4", 1_000)) lost++
    if (!await pair.carries(other, 100, "v4", 1_000)) lost++
  }
  if (lost > 0) return `${lost} of ${sent} datagrams got lost`
  const age = handshakeAt(pair, side) - first
  return age >= 119 && age <= 123 ? undefined : `the second handshake was ${age} s after the first`
}

const handshakeAt = (pair: TunnelPair, side: Side): number =>
  Number(pair[side].wg("show", pair[side].device, "latest-handshakes").trim().split("\t")[1])

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

const PROBE_PORT = 40_000
/** Long enough for a second try. */
const RETRY_MS = 12_000
/** Less than the five seconds after which a lost handshake would be tried again. */
const CROSSING_MS = 4_000
const SOAK_MS = 130_000
