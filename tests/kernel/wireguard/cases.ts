/** What a tunnel between two implementations has to do, whoever they are. */
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { OUTER, type Side, sleep, type TunnelPair, wg } from "./tunnel_pair.ts"

export interface Case {
  readonly title: string
  /** undefined if all is well, else what is not. */
  readonly run: (pair: TunnelPair) => Promise<string | undefined>
}

export const CASES: readonly Case[] = [
  { title: "a side that speaks first is heard, and answered", run: opens },
  { title: "datagrams of all sizes go both ways, in both families", run: sizes },
  { title: "a thousand datagrams in a row", run: many },
  { title: "both tell of the handshake, the endpoint and the bytes", run: shows },
  { title: "one that moves to another port is followed", run: portMoves },
  // wireguard-go's own address is left alone: on this kernel it sends from the one that is gone, and then nothing.
  { title: "one that moves to another address is followed, and sends from it", run: addressMoves },
  { title: "an MTU that is lowered and raised again", run: mtuChanges },
  { title: "a preshared key that differs keeps the tunnel shut, and set right opens it", run: presharedKey },
  { title: "a peer that is taken away is heard no more, and put back it is", run: peerLeaves },
]

async function opens(pair: TunnelPair): Promise<string | undefined> {
  if (!await pair.carries("a", 100)) return "nothing came from a"
  return await pair.carries("b", 100) ? undefined : "nothing came from b"
}

async function sizes(pair: TunnelPair): Promise<string | undefined> {
  for (const family of ["v4", "v6"] as const) {
    for (const from of ["a", "b"] as const) {
      for (const length of [0, 1, 15, 16, 17, 100, 1_000, 1_371, 1_372, 1_373, 1_392, 1_393, 4_000, 20_000]) {
        if (!await pair.carries(from, length, family)) {
          return `${length} bytes from ${from} over ${family} did not arrive`
        }
      }
    }
  }
  return undefined
}

async function many(pair: TunnelPair): Promise<string | undefined> {
  for (let i = 0; i < 500; i++) {
    for (const from of ["a", "b"] as const) if (!await pair.carries(from, i)) return `number ${i} from ${from} is lost`
  }
  return undefined
}

function shows(pair: TunnelPair): Promise<string | undefined> {
  const problems = (["a", "b"] as const).flatMap((side) => {
    const end = pair[side]
    const other = side === "a" ? "b" : "a"
    const seconds = Number(end.wg("show", end.device, "latest-handshakes").split("\t")[1])
    const [, received = "0", sent = "0"] = end.wg("show", end.device, "transfer").trim().split("\t")
    const endpoint = endpointAt(pair, side)
    return [
      ...(Math.abs(seconds - Date.now() / 1000) < 60 ? [] : [`${side} tells of a handshake at ${seconds}`]),
      ...(Number(received) > 1_000 && Number(sent) > 1_000 ? [] : [`${side} tells of ${received} and ${sent} bytes`]),
      ...(endpoint === `${OUTER[other]}:51820` ? [] : [`${side} tells of ${endpoint}`]),
    ]
  })
  return Promise.resolve(problems.length === 0 ? undefined : problems.join("; "))
}

async function portMoves(pair: TunnelPair): Promise<string | undefined> {
  for (const [side, other] of SIDES) {
    pair[side].wg("set", pair[side].device, "listen-port", "51999")
    if (!await pair.carries(side, 100)) return `nothing came from ${side} at its new port`
    if (endpointAt(pair, other) !== `${OUTER[side]}:51999`) return `${other} still has ${endpointAt(pair, other)}`
    if (!await pair.carries(other, 100)) return `nothing came back to ${side} at its new port`
    pair[side].wg("set", pair[side].device, "listen-port", "51820")
    if (!await pair.carries(side, 100)) return `nothing came from ${side} at its old port`
  }
  return undefined
}

async function addressMoves(pair: TunnelPair): Promise<string | undefined> {
  for (const [side, other] of SIDES.filter(([side]) => pair[side].implementation === "meshfold")) {
    const moved = OUTER[side].replace(/\d+$/, "77")
    for (const [from, to] of [[OUTER[side], moved], [moved, OUTER[side]]] as const) {
      performSteps([
        { tool: "ip", namespace: side, line: `addr del ${from}/24 dev eth0` },
        { tool: "ip", namespace: side, line: `addr add ${to}/24 dev eth0` },
      ])
      if (!await pair.carries(side, 100)) return `nothing came from ${side} at ${to}`
      if (endpointAt(pair, other) !== `${to}:51820`) return `${other} has ${endpointAt(pair, other)}, not ${to}`
      if (!await pair.carries(other, 100)) return `nothing came back to ${side} at ${to}`
    }
  }
  return undefined
}

async function mtuChanges(pair: TunnelPair): Promise<string | undefined> {
  for (const mtu of [1280, 1400, 1420]) {
    for (const side of ["a", "b"] as const) {
      performSteps([{ tool: "ip", namespace: side, line: `link set ${pair[side].device} mtu ${mtu}` }])
    }
    await sleep(1_500)
    for (const side of ["a", "b"] as const) {
      for (const length of [mtu - 29, mtu - 28, mtu, 3 * mtu]) {
        if (!await pair.carries(side, length)) return `${length} bytes from ${side} with an MTU of ${mtu}`
      }
    }
  }
  return undefined
}

async function presharedKey(pair: TunnelPair): Promise<string | undefined> {
  const key = wg("genpsk")
  const set = (side: Side, other: Side, key: string): void => {
    pair[side].run(
      "sh",
      "-c",
      `echo '${key}' > /run/psk && wg set ${pair[side].device} peer ${pair.keys[other]} preshared-key /run/psk`,
    )
  }
  reopen(pair, () => set("a", "b", key))
  if (await pair.carries("a", 100, "v4", 1_500)) return "it opened with a key that one side has not got"
  reopen(pair, () => {
    set("a", "b", key)
    set("b", "a", key)
  })
  return await pair.carries("a", 100, "v4", 12_000) ? undefined : "it did not open with the key that both have"
}

async function peerLeaves(pair: TunnelPair): Promise<string | undefined> {
  const { device } = pair.a
  const config = pair.a.wg("showconf", device)
  pair.a.wg("set", device, "peer", pair.keys.b, "remove")
  if (await pair.carries("b", 100, "v4", 1_000)) return "a peer that was taken away was heard"
  restore(pair, "a", config)
  return await pair.carries("a", 100, "v4", 12_000) ? undefined : "a peer that was put back was not heard"
}

/** Both forget their sessions: the peers go, and come back as they were; then something may be changed. */
export function reopen(pair: TunnelPair, change: () => void): void {
  for (const [side] of SIDES) forget(pair, side)
  change()
}

/** One alone does. */
export function forget(pair: TunnelPair, side: Side): void {
  const config = pair[side].wg("showconf", pair[side].device)
  pair[side].wg("set", pair[side].device, "peer", pair.keys[side === "a" ? "b" : "a"], "remove")
  restore(pair, side, config)
}

function restore(pair: TunnelPair, side: Side, config: string): void {
  const script = `cat > /run/again <<'END' && wg syncconf ${pair[side].device} /run/again\n${config}\nEND`
  pair[side].run("sh", "-c", script)
}

const endpointAt = (pair: TunnelPair, side: Side): string =>
  pair[side].wg("show", pair[side].device, "endpoints").trim().split("\t")[1] ?? ""

const SIDES: readonly (readonly [Side, Side])[] = [["a", "b"], ["b", "a"]]
