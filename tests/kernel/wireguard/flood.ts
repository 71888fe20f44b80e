/** Handshake messages by the thousand from an address that is no peer's: data goes on, and peers find each other. */
import { readFileSync } from "node:fs"
import { nativeSuite } from "../../../src/adapters/crypto/native_suite.ts"
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { endpoint } from "../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../src/domain/net/ip_address.ts"
import { mac1KeyOf } from "../../../src/domain/wireguard/identity.ts"
import { reopen } from "./cases.ts"
import type { TunnelEnd } from "./tunnel_end.ts"
import { OUTER, sleep, TunnelPair } from "./tunnel_pair.ts"

/** undefined if all is well, else what is not. */
export async function withstandsFloods(): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "meshfold", b: "meshfold" })
  try {
    if (!await pair.carries("a", 100)) return "it carries nothing even without a flood"
    performSteps([{ tool: "ip", namespace: "a", line: `addr add ${FLOODER}/24 dev eth0` }])
    for (const messages of [garbage(), initiations(pair.keys.b)]) {
      const trouble = await during(messages, () => liveThrough(pair))
      if (trouble !== undefined) return trouble
    }
    return undefined
  } finally {
    await pair.close()
  }
}

async function liveThrough(pair: TunnelPair): Promise<string | undefined> {
  const before = residentMb(pair.b)
  for (const until = performance.now() + FLOOD_MS; performance.now() < until;) {
    if (!await pair.carries("a", 100)) return "a datagram got lost"
  }
  reopen(pair, () => {})
  if (!await pair.carries("a", 100, "v4", 20_000)) return "no new handshake came to its end"
  const grown = residentMb(pair.b) - before
  return grown < MOST_GROWTH_MB ? undefined : `it grew by ${grown.toFixed(0)} MB`
}

export interface Flood {
  /** Of namespace a, which send in turns. */
  readonly addresses?: readonly string[]
  readonly perSecond?: number
}

/** While these are sent, again and again, as fast as is wanted. */
export async function during<T>(
  messages: readonly Uint8Array[],
  run: () => Promise<T>,
  { addresses = [FLOODER], perSecond = PER_SECOND }: Flood = {},
): Promise<T> {
  const ports = addresses.map((address) =>
    new UdpPort({ namespace: "a", family: "v4", port: 7_777, address: ipAddress(address) })
  )
  const target = endpoint(`${OUTER.b}:51820`)
  const begin = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(sent + MOST_AT_ONCE, ((performance.now() - begin) * perSecond) / 1_000)
    for (; sent < due; sent++) ports[sent % ports.length]?.send(messages[sent % messages.length] ?? NOTHING, target)
  }, 1)
  try {
    await sleep(500)
    return await run()
  } finally {
    clearInterval(timer)
    for (const port of ports) port.close()
  }
}

const garbage = (): readonly Uint8Array[] => Array.from({ length: MESSAGES }, randomInitiation)

/** What only somebody who knows the responder's public key can make: mac1 is right, all else is random. */
export function initiations(responder: string): readonly Uint8Array[] {
  const key = mac1KeyOf(nativeSuite, Uint8Array.from(atob(responder), (character) => character.charCodeAt(0)))
  return Array.from({ length: MESSAGES }, () => {
    const message = randomInitiation()
    message.set(nativeSuite.mac(key, message.subarray(0, 116)), 116)
    return message
  })
}

function randomInitiation(): Uint8Array {
  const message = crypto.getRandomValues(new Uint8Array(148))
  message.set([1, 0, 0, 0])
  return message.fill(0, 132)
}

export const residentMb = ({ process }: TunnelEnd): number => {
  const [, kb = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process?.pid}/status`, "utf8")) ?? []
  return Number(kb) / 1024
}

export const FLOODER = "10.9.0.66"
const PER_SECOND = 50_000
const MOST_AT_ONCE = 500
const MESSAGES = 1_000
const FLOOD_MS = 3_000
export const MOST_GROWTH_MB = 64
const NOTHING = new Uint8Array(0)
