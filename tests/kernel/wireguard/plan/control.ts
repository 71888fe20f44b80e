/** `wg` and what answers it, at their edges: a great many prefixes, sockets of the dead, callers with no question (row 11). */
import { existsSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { performSteps } from "../../../../src/adapters/netns/perform.ts"
import { type EndPlan, TunnelEnd } from "../tunnel_end.ts"
import { UNDERLAY, wg } from "../tunnel_pair.ts"

export function manyPrefixes(): Promise<string | undefined> {
  return withAlone(({ start }) =>
    start((end) => {
      const peers = [wg("pubkey", wg("genkey")), wg("pubkey", wg("genkey"))]
      const blocks = [blocksOf((i) => `10.${i >> 8}.${i & 255}.0/24`), blocksOf((i) => `fd00:${i.toString(16)}::/32`)]
      const text = peers.map((peer, i) => `[Peer]\nPublicKey = ${peer}\nAllowedIPs = ${blocks[i]?.join(", ")}\n`)
      writeFileSync("/run/many.conf", text.join(""))
      end.wg("setconf", end.device, "/run/many.conf")
      const shown = new Map(allowedIpsOf(end))
      for (const [i, peer] of peers.entries()) {
        const trouble = differenceOf(shown.get(peer) ?? [], (blocks[i] ?? []).map(canonical))
        if (trouble !== undefined) return Promise.resolve(trouble)
      }
      return Promise.resolve(undefined)
    })
  )
}

/** It had no time to remove anything, and the next one takes over. */
export function killedOneIsFollowed(): Promise<string | undefined> {
  return withAlone(async ({ start }) => {
    let socket = ""
    await start(async (end) => {
      socket = `/var/run/wireguard/${end.device}.sock`
      await end.stop("SIGKILL")
      return undefined
    })
    if (!existsSync(socket)) return "it left no socket behind"
    return await start((end) => Promise.resolve(troubleOf(end)))
  })
}

/** As `wg` itself does to learn whether anybody is there. */
export function callersWithoutQuestion(): Promise<string | undefined> {
  return withAlone(({ start }) =>
    start(async (end) => {
      const path = `/var/run/wireguard/${end.device}.sock`
      const before = end.said
      for (let i = 0; i < CALLS; i++) if (!await calls(path)) return `call ${i} was not answered`
      if (troubleOf(end) !== undefined) return troubleOf(end)
      return end.said === before ? undefined : `it said: ${end.said.slice(before.length)}`
    })
  )
}

interface Alone {
  /** Of our device in namespace a, until `run` is over. */
  readonly start: (run: (end: TunnelEnd) => Promise<string | undefined>) => Promise<string | undefined>
}

async function withAlone(run: (alone: Alone) => Promise<string | undefined>): Promise<string | undefined> {
  performSteps(UNDERLAY)
  const plan: EndPlan = {
    name: "a",
    implementation: "meshfold",
    addresses: ["10.80.0.1/24"],
    config: `[Interface]\nPrivateKey = ${wg("genkey")}\nListenPort = 51820\n`,
  }
  const start: Alone["start"] = async (use) => {
    const end = await TunnelEnd.start(plan)
    try {
      return await use(end)
    } finally {
      if (end.process?.exitCode === null && end.process.signalCode === null) await end.stop("SIGTERM")
    }
  }
  try {
    return await run({ start })
  } finally {
    performSteps(["a", "b"].map((name) => ({ tool: "ip", line: `netns del ${name}` })))
  }
}

const troubleOf = (end: TunnelEnd): string | undefined =>
  end.wg("show", end.device, "listen-port").trim() === "51820" ? undefined : "it does not answer wg"

const calls = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => socket.destroy())
    socket.once("error", () => resolve(false))
    socket.once("close", () => resolve(true))
  })

const blocksOf = (block: (i: number) => string): readonly string[] => Array.from({ length: EACH }, (_, i) => block(i))

/** As inet_ntop(3) has it: `fd00:0::/32` is `fd00::/32`. */
const canonical = (block: string): string => block.replace(/:0::/, "::")

const allowedIpsOf = (end: TunnelEnd): readonly (readonly [peer: string, blocks: readonly string[]])[] =>
  end.wg("show", end.device, "allowed-ips").trim().split("\n").map((line) => {
    const [peer = "", blocks = ""] = line.split("\t")
    return [peer, blocks.split(" ")]
  })

function differenceOf(shown: readonly string[], wanted: readonly string[]): string | undefined {
  const there = new Set(shown)
  const missing = wanted.filter((block) => !there.has(block))
  if (missing.length > 0) return `${missing.length} prefixes are missing, such as ${missing[0]}`
  return shown.length === wanted.length ? undefined : `${shown.length} prefixes, not ${wanted.length}`
}

/** Together 65,536. */
const EACH = 32_768
/** As many as may be there at once, and fewer: they are gone before they are heard of. */
const CALLS = 100
