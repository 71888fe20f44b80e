/**
 * Under a flood of initiations with a right mac1 the responder sends cookie replies to everybody, and the genuine
 * initiator completes with his: we as the responder, and we as the initiator (plan, row 9; spec 1.11).
 */
import type { Step } from "../../../../src/adapters/netns/step.ts"
import { readU32 } from "../../../../src/domain/bytes.ts"
import { during, initiations } from "../flood.ts"
import type { Implementation } from "../tunnel_end.ts"
import { sleep, TunnelPair, UNDERLAY } from "../tunnel_pair.ts"
import { Capture, handshakes, MESSAGE, type MessageType, ofType, type Seen } from "./capture.ts"

/** wireguard-go asks again after five seconds, with the cookie. */
export const ourCookiesAreUsed = (): Promise<string | undefined> =>
  underFlood({
    ends: { a: "wireguard-go", b: "meshfold" },
    perSecond: 2_000,
    run: ({ pair }) => pair.carries("a", 100, "v4", PATIENCE_MS),
  })

/**
 * wireguard-go asks for cookies only while its queue is long. So we are in a hurry, make a new session every three
 * seconds, and go on until one was made with a cookie.
 */
export const theirCookiesAreUsed = (): Promise<string | undefined> =>
  underFlood({
    ends: { a: "hurried", b: "wireguard-go" },
    perSecond: 20_000,
    run: async ({ pair, seen }) => {
      for (const until = performance.now() + PATIENCE_MS; performance.now() < until && !isByCookie(seen);) {
        await pair.carries("a", 100, "v4", 1_000)
      }
      return isByCookie(seen)
    },
  })

interface Scene {
  readonly pair: TunnelPair
  /** Between the two ends, without the flood. */
  readonly seen: readonly Seen[]
}

interface Plan {
  readonly ends: { readonly a: Implementation; readonly b: Implementation }
  /** Enough for b to be busy: for us some hundred, for wireguard-go as many as keep 128 in its queue. */
  readonly perSecond: number
  /** From when on b sends cookie replies. */
  readonly run: (scene: Scene) => Promise<boolean>
}

async function underFlood({ ends, perSecond, run }: Plan): Promise<string | undefined> {
  const pair = await TunnelPair.build({ ...ends, underlay: WITH_FLOODERS })
  using capture = new Capture()
  const seen: Seen[] = []
  let isBusy = false
  // All the time, as the flood is in it, too, and it would overflow.
  const looking = setInterval(() => {
    const all = capture.take()
    seen.push(...all.filter(({ source, destination }) => source.port === destination.port))
    isBusy ||= ofType(all, MESSAGE.cookieReply).length > 0
  }, 10)
  try {
    return await during(initiations(pair.keys.b), async () => {
      for (const until = performance.now() + PATIENCE_MS; !isBusy && performance.now() < until;) await sleep(10)
      if (!isBusy) return "the responder asked nobody for a cookie"
      const isOpen = await run({ pair, seen })
      await sleep(100)
      if (!isOpen) return `no handshake came to its end: ${handshakes(seen)}`
      return isByCookie(seen) ? undefined : `it opened without a cookie: ${handshakes(seen)}`
    }, { addresses: FLOODERS, perSecond })
  } finally {
    clearInterval(looking)
    await pair.close()
  }
}

/** The initiator was asked for a cookie, sent an initiation with one, and was answered. */
function isByCookie(seen: readonly Seen[]): boolean {
  const answers = [...ofType(seen, MESSAGE.response, "b"), ...ofType(seen, MESSAGE.cookieReply, "b")]
  const isAnswered = (index: number, type: MessageType): boolean =>
    answers.some(({ payload }) => payload[0] === type && readU32(payload, RECEIVER_AT[type] ?? 0) === index)
  const asked = ofType(seen, MESSAGE.initiation, "a")
  const [withCookie, without] = [asked.filter(hasMac2), asked.filter((one) => !hasMac2(one))]
  return without.some(({ payload }) => isAnswered(readU32(payload, 4), MESSAGE.cookieReply)) &&
    withCookie.some(({ payload }) => isAnswered(readU32(payload, 4), MESSAGE.response))
}

const hasMac2 = ({ payload }: Seen): boolean => payload.subarray(132).some((byte) => byte !== 0)

/** Of the sender index of the message that is answered (spec/wireguard.md 1.2, 1.11). */
const RECEIVER_AT: Readonly<Partial<Record<MessageType, number>>> = { 2: 8, 3: 4 }
/**
 * From many addresses, as a forger would send: one that sends more than a peer would gets next to no time of ours anyway,
 * and nobody else notices.
 */
const FLOODERS = Array.from({ length: 200 }, (_, i) => `10.9.0.${20 + i}`)
const WITH_FLOODERS: readonly Step[] = [
  ...UNDERLAY,
  ...FLOODERS.map((address): Step => ({ tool: "ip", namespace: "a", line: `addr add ${address}/24 dev eth0` })),
]
/** Of several initiations five seconds apart: there is not time for each message of a flood. */
const PATIENCE_MS = 60_000
