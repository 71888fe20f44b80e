/**
 * A flood of initiations with a right mac1, and genuine handshakes in it, until one has taken a cookie. It comes from many
 * addresses: what comes from one alone can be left unread without asking anybody for a cookie.
 */
import { performSteps } from "../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../src/adapters/netns/udp_port.ts"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../src/domain/net/ip_address.ts"
import { isCookieReply, isInitiation, isResponse, mac2Of } from "../../src/domain/wireguard/message.ts"
import { reopen } from "../kernel/wireguard/cases.ts"
import { initiations } from "../kernel/wireguard/flood.ts"
import { Tap } from "../kernel/wireguard/tap.ts"
import { OUTER, type Side, sleep, type TunnelPair } from "../kernel/wireguard/tunnel_pair.ts"

/** `side` makes the handshakes, the other is flooded; undefined if all is well, else what is not. */
export async function isAskedForCookies(pair: TunnelPair, side: Side): Promise<string | undefined> {
  const other: Side = side === "a" ? "b" : "a"
  const flooders = (action: "add" | "del") =>
    performSteps([{ tool: "ip", namespace: "a", line: `route ${action} local ${FLOODERS}.128/25 dev lo` }])
  flooders("add")
  const ports = Array.from({ length: SOURCES }, (_, i) => {
    const address = ipAddress(`${FLOODERS}.${128 + i}`)
    return new UdpPort({ namespace: "a", family: "v4", port: FLOOD_PORT, address })
  })
  const tap = new Tap("a", "eth0")
  const seen = new Exchange(OUTER[side], OUTER[other])
  const flood = startFlood(ports, initiations(pair.keys[other]), `${OUTER[other]}:51820`, () => seen.look(tap))
  try {
    await sleep(SETTLE_MS)
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until && !seen.isComplete;) {
      reopen(pair, () => {})
      await opens(pair, side, () => seen.isComplete)
    }
    if (!seen.isComplete) return `no handshake took a cookie: ${seen.text}`
    flood.stop()
    if (!await opens(pair, side, () => false)) return "nothing came through behind the flood"
    return await pair.carries(other, 100) ? undefined : "nothing came back"
  } finally {
    flood.stop()
    tap.close()
    for (const port of ports) port.close()
    flooders("del")
  }
}

/** Whether something came through, as single datagrams get lost in a flood and just behind it, before enough was seen. */
async function opens(pair: TunnelPair, side: Side, isEnough: () => boolean): Promise<boolean> {
  for (const until = performance.now() + HANDSHAKE_MS; performance.now() < until && !isEnough();) {
    if (await pair.carries(side, 100, "v4", 500)) return true
  }
  return false
}

/** What one has to see on the wire, in this order: a cookie reply, an initiation with mac2, a response. */
class Exchange {
  readonly #initiator: string
  readonly #responder: string
  #cookies = 0
  #signed = 0
  #answered = 0

  constructor(initiator: string, responder: string) {
    this.#initiator = initiator
    this.#responder = responder
  }

  get isComplete(): boolean {
    return this.#answered > 0
  }

  get text(): string {
    return `${this.#cookies} cookie replies, ${this.#signed} initiations with mac2, ${this.#answered} responses to them`
  }

  look(tap: Tap): void {
    for (const { frame } of tap.take()) {
      const [from, to] = [frame.subarray(26, 30).join("."), frame.subarray(30, 34).join(".")]
      const message = frame.subarray(ETHERNET_IP_UDP)
      if (from === this.#responder && to === this.#initiator) {
        if (isCookieReply(message)) this.#cookies++
        else if (isResponse(message) && this.#signed > 0) this.#answered++
      } else if (from === this.#initiator && isInitiation(message) && this.#cookies > 0) {
        if (mac2Of(message).some((byte) => byte !== 0)) this.#signed++
      }
    }
  }
}

function startFlood(
  ports: readonly UdpPort[],
  messages: readonly Uint8Array[],
  to: string,
  tick: () => void,
): { stop: () => void } {
  const target = endpoint(to)
  const begin = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(sent + MOST_AT_ONCE, ((performance.now() - begin) * PER_SECOND) / 1_000)
    for (; sent < due; sent++) {
      const message = messages[sent % messages.length]
      if (message !== undefined) ports[sent % ports.length]?.send(message, target)
    }
    tick()
  }, 1)
  return { stop: () => clearInterval(timer) }
}

const FLOODERS = "10.9.0"
const SOURCES = 100
const FLOOD_PORT = 7_778
/** More than either can answer here. */
const PER_SECOND = 10_000
const MOST_AT_ONCE = 100
const SETTLE_MS = 1_000
/** Under load a handshake takes a second try, with the cookie, five seconds after the first; and tries get lost. */
const HANDSHAKE_MS = 40_000
const PATIENCE_MS = 120_000
const ETHERNET_IP_UDP = 14 + 20 + 8
