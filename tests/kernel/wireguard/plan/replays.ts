/**
 * Somebody on the link has heard all that two ends said, and says it again, as it was and damaged: neither answers him,
 * believes him or moves (plan, row 8).
 */
import { readFileSync } from "node:fs"
import { performSteps } from "../../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../../src/adapters/netns/udp_port.ts"
import { endpoint } from "../../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../../src/domain/net/ip_address.ts"
import { Dice } from "../../dice.ts"
import { forget } from "../cases.ts"
import { FLOODER, MOST_GROWTH_MB, residentMb } from "../flood.ts"
import { OUTER, type Side, sleep, TunnelPair } from "../tunnel_pair.ts"
import { Capture, handshakes, type Seen } from "./capture.ts"
import { damaged } from "./damage.ts"

export async function oldAndDamagedAreIgnored(): Promise<string | undefined> {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const pair = await TunnelPair.build({ a: "counted", b: "wireguard-go" })
  try {
    using capture = new Capture()
    const dice = Dice.of(seed, "replays")
    for (const first of ["a", "b"] as const) {
      // Without its peer it would forget, too, which initiation was the last: what it heard before is not said again.
      if (first === "b") forget(pair, "b")
      const said = await talk(pair, capture, first)
      if (said === undefined) return "there was nothing to be heard"
      for (const victim of ["a", "b"] as const) {
        const heard = said.filter(({ from }) => from !== victim).map(({ payload }) => payload)
        for (const [what, messages] of Object.entries(attacks(heard, dice))) {
          const trouble = await attack({ pair, capture, victim }, messages)
          if (trouble !== undefined) return `${what}, to ${pair[victim].implementation}: ${trouble} (seed ${seed})`
        }
      }
    }
    return undefined
  } finally {
    await pair.close()
  }
}

/** One opens it, both send. */
async function talk(pair: TunnelPair, capture: Capture, first: Side): Promise<readonly Seen[] | undefined> {
  const other: Side = first === "a" ? "b" : "a"
  capture.take()
  for (let i = 0; i < 20; i++) {
    for (const side of [first, other]) if (!await pair.carries(side, 10 * i)) return undefined
  }
  const said = capture.take()
  return handshakes(said) === `initiation from ${first}, response from ${other}` ? said : undefined
}

function attacks(heard: readonly Uint8Array[], dice: Dice): Readonly<Record<string, readonly Uint8Array[]>> {
  const left = [...heard, ...heard, ...heard]
  return {
    "what was heard, three times in any order": left.flatMap(() => left.splice(dice.between(0, left.length - 1), 1)),
    "what was heard, damaged": Array.from({ length: DAMAGED }, () => damaged(dice.maybe(heard) ?? NOTHING, dice)),
  }
}

interface Scene {
  readonly pair: TunnelPair
  readonly capture: Capture
  readonly victim: Side
}

async function attack({ pair, capture, victim }: Scene, messages: readonly Uint8Array[]): Promise<string | undefined> {
  const namespace: Side = victim === "a" ? "b" : "a"
  performSteps([{ tool: "ip", namespace, line: `addr replace ${FLOODER}/24 dev eth0` }])
  const before = { mb: residentMb(pair.a), drops: dropsOf(pair.a.device), theirs: toldBy(pair) }
  {
    using attacker = new UdpPort({ namespace, family: "v4", port: 7_777, address: ipAddress(FLOODER) })
    await sendAll(attacker, victim, messages)
    if (attacker.receive() !== undefined) return "the attacker was answered"
    if (victim === "a" && !await until(() => dropsOf(pair.a.device) - before.drops >= messages.length)) {
      return `it dropped ${dropsOf(pair.a.device) - before.drops} of ${messages.length}`
    }
  }
  performSteps([{ tool: "ip", namespace, line: `addr del ${FLOODER}/24 dev eth0` }])
  if (toldBy(pair) !== before.theirs) return `wireguard-go told of ${before.theirs}, and now of ${toldBy(pair)}`
  for (const side of ["a", "b"] as const) if (!await pair.carries(side, 100)) return `${side} is not heard any more`
  const shaken = handshakes(capture.take().filter(({ source }) => source.address !== FLOODER))
  if (shaken !== "") return `it led to ${shaken}`
  const grown = residentMb(pair.a) - before.mb
  return grown < MOST_GROWTH_MB ? undefined : `we grew by ${grown.toFixed(0)} MB`
}

/** Not faster than they can be read. */
async function sendAll(port: UdpPort, victim: Side, messages: readonly Uint8Array[]): Promise<void> {
  const target = endpoint(`${OUTER[victim]}:51820`)
  const begin = performance.now()
  for (const [i, message] of messages.entries()) {
    port.send(message, target)
    if (i % AT_ONCE === 0) await sleep(Math.max(0, begin + (i * 1_000) / PER_SECOND - performance.now()))
  }
  await sleep(LAST_ANSWER_MS)
}

/** Where wireguard-go has us, when it last shook hands, and how much it has got that proved authentic. */
const toldBy = ({ b }: TunnelPair): string =>
  ["endpoints", "latest-handshakes", "transfer"].map((what) => b.wg("show", b.device, what).split("\t")[1]).join(" ")

function dropsOf(device: string): number {
  const drops: Readonly<Record<string, number>> = JSON.parse(readFileSync(`/run/${device}.drops`, "utf8"))
  return Object.values(drops).reduce((sum, count) => sum + count, 0)
}

async function until(isSo: () => boolean): Promise<boolean> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(50)) if (isSo()) return true
  return false
}

/** To each, in both talks together 100,000. */
const DAMAGED = 50_000
const PER_SECOND = 40_000
const AT_ONCE = 200
const LAST_ANSWER_MS = 200
const PATIENCE_MS = 10_000
const NOTHING = new Uint8Array(0)
