/** Who opens a tunnel, with which keys and over what: always one initiation, one response and no more (plan, row 1). */
import { type Case, reopen } from "../cases.ts"
import { OUTER, OUTER_V6, type Side, type TunnelPair, wg } from "../tunnel_pair.ts"
import { Capture, handshakes, MESSAGE, ofType } from "./capture.ts"

export const OPENINGS: readonly Case[] = [
  {
    title: "either opens it in one round trip, over IPv4 and IPv6, with a preshared key and without",
    run: opensAnyhow,
  },
]

async function opensAnyhow(pair: TunnelPair): Promise<string | undefined> {
  using capture = new Capture()
  const key = wg("genpsk")
  for (const [family, addresses] of [["IPv6", OUTER_V6], ["IPv4", OUTER]] as const) {
    for (const presharedKey of [key, ""]) {
      for (const [first, other] of [["a", "b"], ["b", "a"]] as const) {
        reopen(pair, () => {
          configure(pair, "a", { presharedKey, address: addresses.b })
          configure(pair, "b", { presharedKey, address: addresses.a })
        })
        capture.take()
        const trouble = await opensOnce(pair, capture, [first, other])
        if (trouble !== undefined) {
          return `${family}, ${first} first${presharedKey && ", with a preshared key"}: ${trouble}`
        }
      }
    }
  }
  return undefined
}

async function opensOnce(
  pair: TunnelPair,
  capture: Capture,
  [first, other]: readonly [Side, Side],
): Promise<string | undefined> {
  for (const side of [first, other]) if (!await pair.carries(side, 100)) return `nothing came from ${side}`
  const seen = capture.take()
  const expected = `initiation from ${first}, response from ${other}`
  if (handshakes(seen) !== expected) return `${handshakes(seen)}, not ${expected}`
  const isOne = ofType(seen, MESSAGE.transport, first).length > 0 && ofType(seen, MESSAGE.transport, other).length > 0
  return isOne ? undefined : "the datagrams went another way than the handshake"
}

interface Settings {
  /** None if empty. */
  readonly presharedKey: string
  readonly address: string
}

function configure(pair: TunnelPair, side: Side, { presharedKey, address }: Settings): void {
  const { device } = pair[side]
  const peer = pair.keys[side === "a" ? "b" : "a"]
  const endpoint = address.includes(":") ? `[${address}]:51820` : `${address}:51820`
  const command = `wg set ${device} peer ${peer} endpoint ${endpoint} preshared-key /run/psk`
  pair[side].run("sh", "-c", `printf '%s' '${presharedKey}' > /run/psk && ${command}`)
}
