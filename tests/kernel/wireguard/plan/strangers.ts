/**
 * Initiations that must not open a tunnel: their preshared key differs, their sender is no peer, or they are for somebody
 * else. The first are answered, and the initiator rejects the answer; the others meet silence; and nobody can make the
 * responder send more than he was sent (plan, row 7). It is always the responder who is set up otherwise.
 */
import { reopen } from "../cases.ts"
import { sleep, TunnelPair, wg } from "../tunnel_pair.ts"
import { Capture, MESSAGE, ofType, type Seen } from "./capture.ts"

export async function strangersAreRefused(): Promise<string | undefined> {
  for (const [a, b] of [["hurried", "wireguard-go"], ["wireguard-go", "meshfold"]] as const) {
    const pair = await TunnelPair.build({ a, b })
    try {
      for (const [what, { change, judge }] of Object.entries(STRANGERS)) {
        // A hurried one asks again by itself; another one would wait for five seconds after its last question.
        if (a === "hurried") change(pair)
        else reopen(pair, () => change(pair))
        const trouble = await asksInVain(pair, judge)
        if (trouble !== undefined) return `${a} - ${b}: ${what}: ${trouble}`
      }
    } finally {
      await pair.close()
    }
  }
  return undefined
}

interface Stranger {
  readonly change: (pair: TunnelPair) => void
  /** Of what the responder said. */
  readonly judge: (said: readonly Seen[], initiations: number) => string | undefined
}

const STRANGERS: Readonly<Record<string, Stranger>> = {
  "another preshared key": {
    change: ({ b, keys }) => {
      b.run("sh", "-c", `echo '${wg("genpsk")}' > /run/psk && wg set ${b.device} peer ${keys.a} preshared-key /run/psk`)
    },
    judge: (said, initiations) => {
      const responses = ofType(said, MESSAGE.response).length
      if (responses < said.length) return "the responder said more than responses"
      // The last may still be on its way.
      const isAnswered = responses > 0 && responses >= initiations - 1 && responses <= initiations
      return isAnswered ? undefined : `${responses} responses to ${initiations} initiations`
    },
  },
  "no such peer": {
    change: ({ b, keys }) => void b.wg("set", b.device, "peer", keys.a, "remove"),
    judge: silent,
  },
  "another key than the initiator knows": {
    change: ({ b, keys }) => {
      b.run("sh", "-c", `echo '${wg("genkey")}' > /run/key && wg set ${b.device} private-key /run/key`)
      b.wg("set", b.device, "peer", keys.a, "allowed-ips", "10.80.0.1/32")
    },
    judge: silent,
  },
}

function silent(said: readonly Seen[]): string | undefined {
  return said.length === 0 ? undefined : `the responder sent ${said.length} datagrams`
}

async function asksInVain(pair: TunnelPair, judge: Stranger["judge"]): Promise<string | undefined> {
  using capture = new Capture()
  const seen: Seen[] = []
  const wanted = pair.a.implementation === "hurried" ? 3 : 1
  const isEnough = (): boolean => {
    seen.push(...capture.take())
    return ofType(seen, MESSAGE.initiation, "a").length >= wanted
  }
  if (await pair.carries("a", 100, "v4", 300)) return "the tunnel opened"
  for (const until = performance.now() + PATIENCE_MS; !isEnough() && performance.now() < until; await sleep(50));
  await sleep(LAST_ANSWER_MS)
  if (!isEnough()) return `a asked ${ofType(seen, MESSAGE.initiation, "a").length} times`
  const [asked, said] = [seen.filter(({ from }) => from === "a"), seen.filter(({ from }) => from === "b")]
  if (ofType(asked, MESSAGE.transport).length > 0) return "a took the tunnel for open"
  if (bytesOf(said) > bytesOf(asked)) return `${bytesOf(said)} bytes came for ${bytesOf(asked)}`
  return judge(said, asked.length)
}

const bytesOf = (seen: readonly Seen[]): number => seen.reduce((sum, { payload }) => sum + payload.length, 0)

const PATIENCE_MS = 10_000
/** A hurried one sends the next initiation some 125 ms after the last. */
const LAST_ANSWER_MS = 60
