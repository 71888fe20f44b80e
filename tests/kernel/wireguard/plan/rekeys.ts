/**
 * Sessions that grow old: replaced in time while traffic goes on, and once too old, by the first packet that needs one
 * (plan, rows 4 and 5). Three seconds are 120 of a hurried clock, four and a half are 180.
 */
import { type Implementation } from "../tunnel_end.ts"
import { sleep, TunnelPair } from "../tunnel_pair.ts"
import { Capture, handshakes, MESSAGE, ofType } from "./capture.ts"
import { pinging, type PingTally } from "./pings.ts"

/** We are the initiator. */
export async function ourRekeysLoseNothing(): Promise<string | undefined> {
  for (const b of ["wireguard-go", "hurried"] as const) {
    const trouble = await withPair(["hurried", b], async (pair) => {
      if (!await pair.carries("a", 100)) return "nothing came from a"
      using capture = new Capture()
      const tally = await pinging("a", () => sleep(11_000))
      const initiations = ofType(capture.take(), MESSAGE.initiation).length
      return initiations < 3 || initiations > 5 ? `${initiations} initiations, not one each 3 s` : lossIn(tally)
    })
    if (trouble !== undefined) return `with ${b}: ${trouble}`
  }
  return undefined
}

/** wireguard-go is, and takes the time that it takes. */
export function theirRekeyLosesNothing(): Promise<string | undefined> {
  return withPair(["wireguard-go", "meshfold"], async (pair) => {
    if (!await pair.carries("a", 100)) return "nothing came from a"
    using capture = new Capture()
    let initiations = 0
    const tally = await pinging("a", async () => {
      for (const until = performance.now() + 150_000; initiations === 0 && performance.now() < until;) {
        await sleep(1_000)
        initiations += ofType(capture.take(), MESSAGE.initiation, "a").length
      }
      await sleep(2_000)
    })
    return initiations === 1 ? lossIn(tally) : `${initiations} initiations`
  })
}

/** A packet that comes too late for its session waits for the next one, and is not lost. */
export function expiredSessionIsReplaced(): Promise<string | undefined> {
  return withPair(["hurried", "wireguard-go"], async (pair) => {
    for (const side of ["a", "b"] as const) if (!await pair.carries(side, 100)) return `nothing came from ${side}`
    using capture = new Capture()
    await sleep(5_000)
    const silence = handshakes(capture.take())
    if (silence !== "") return `with nothing to send there were ${silence}`
    if (!await pair.carries("a", 100)) return "the packet that woke it did not arrive"
    const seen = capture.take()
    const expected = "initiation from a, response from b"
    if (handshakes(seen) !== expected) return `${handshakes(seen)}, not ${expected}`
    const [first] = seen.filter(({ from }) => from === "a")
    return first?.payload[0] === MESSAGE.initiation ? undefined : "something was sent on the expired session"
  })
}

const lossIn = ({ sent, lost }: PingTally): string | undefined =>
  sent < 200 ? `only ${sent} pings were sent` : lost > 0 ? `${lost} of ${sent} pings were lost` : undefined

async function withPair(
  [a, b]: readonly [Implementation, Implementation],
  run: (pair: TunnelPair) => Promise<string | undefined>,
): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a, b })
  try {
    return await run(pair)
  } finally {
    await pair.close()
  }
}
