/** The agent on real hosts: it connects them, follows them, comes back, and leaves nothing behind. */
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { OUTER, type Side, sleep } from "../wireguard/tunnel_pair.ts"
import { AgentPair, deviceOf, MESH } from "./agent_pair.ts"

interface AgentCase {
  readonly title: string
  /** undefined if all is well, else what is not. */
  readonly run: (pair: AgentPair) => Promise<string | undefined>
}

/** One after the other, on the same two hosts. */
const CASES: readonly AgentCase[] = [
  { title: "two that know each other connect, by mesh address and by their own", run: connects },
  { title: "what happened is in their journals, and `wg` shows it", run: tells },
  { title: "one whose address changes is followed", run: moves },
  { title: "what somebody else takes away of it comes back", run: endures },
  { title: "one that was killed comes back over what it left behind", run: comesBack },
  { title: "one that is told to end leaves neither interface nor routes", run: ends },
  { title: "it drives wireguard-go as it drives its own device, and gives it back empty", run: drives },
]

/** True if all cases hold. */
export async function runAgents(): Promise<boolean> {
  const pair = AgentPair.build()
  let failed = 0
  try {
    for (const { title, run } of CASES) {
      const trouble = await run(pair)
      if (trouble !== undefined) failed++
      console.log(
        `${trouble === undefined ? "ok  " : "FAIL"} agents: ${title}${trouble === undefined ? "" : `: ${trouble}`}`,
      )
    }
  } finally {
    await pair.close()
  }
  return failed === 0
}

async function connects(pair: AgentPair): Promise<string | undefined> {
  await pair.start("a")
  await pair.start("b")
  return await unreached(pair)
}

/** Who does not reach the other; what goes between their own addresses has to go through the tunnel, too. */
async function unreached(pair: AgentPair, addresses: Readonly<Record<Side, string>> = OUTER) {
  for (const [from, to] of [["a", "b"], ["b", "a"]] as const) {
    if (!await pair.reaches(from, MESH[to])) return `${from} does not reach ${MESH[to]}: ${pair[from].said}`
    const before = inTunnel(pair, to)
    if (!await pair.reaches(from, addresses[to])) return `${from} does not reach ${addresses[to]}`
    if (inTunnel(pair, to) === before) return `what goes from ${from} to ${addresses[to]} goes past the tunnel`
  }
  return undefined
}

/** How many packets came out of the tunnel. */
const inTunnel = (pair: AgentPair, side: Side): number =>
  Number(pair.run(side, "cat", `/sys/class/net/${deviceOf(side)}/statistics/rx_packets`))

async function tells(pair: AgentPair): Promise<string | undefined> {
  for (const [side, other] of [["a", "b"], ["b", "a"]] as const) {
    if (!await pair.says(side, `sees ${other} up`)) return `${side} said ${pair[side].said}`
    const handshakes = pair.journal(side).filter((event) =>
      event._tag === "HandshakeOk" && event.peer === pair[other].publicKey
    )
    const shown = pair.run(side, "wg", "show", deviceOf(side), "endpoints").trim()
    if (handshakes.length === 0) return `${side} recorded no handshake`
    if (shown !== `${pair[other].publicKey}\t${OUTER[other]}:51820`) return `${side} shows ${shown}`
  }
  return undefined
}

async function moves(pair: AgentPair): Promise<string | undefined> {
  const moved = OUTER.a.replace(/\d+$/, "77")
  readdress(OUTER.a, moved)
  if (!await pair.reaches("a", MESH.b)) return `a does not reach b from ${moved}`
  if (!await pair.reaches("b", MESH.a)) return `b does not reach a at ${moved}`
  const observed = () =>
    pair.journal("b").some((event) => event._tag === "EndpointObserved" && event.endpoint.address === moved)
  for (let i = 0; i < 40 && !observed(); i++) await pair.reaches("a", MESH.b)
  readdress(moved, OUTER.a)
  if (!observed()) return `b recorded nothing of ${moved}`
  return await pair.reaches("a", MESH.b) ? undefined : `a does not reach b from ${OUTER.a}`
}

function readdress(from: string, to: string): void {
  performSteps([
    { tool: "ip", namespace: "a", line: `addr del ${from}/24 dev eth0` },
    { tool: "ip", namespace: "a", line: `addr add ${to}/24 dev eth0` },
  ])
}

async function endures(pair: AgentPair): Promise<string | undefined> {
  pair.run("a", "nft", "flush", "ruleset")
  pair.run("a", "wg", "set", deviceOf("a"), "peer", pair.b.publicKey, "remove")
  for (const state of ["down", "up"]) pair.run("b", "ip", "link", "set", deviceOf("b"), state)
  for (let i = 0; i < 150 && steeringAt(pair, "a").length < 2; i++) await sleep(100)
  if (!await pair.reaches("b", MESH.a, 15_000)) return `b does not reach a: ${pair.b.said}`
  return await unreached(pair)
}

async function comesBack(pair: AgentPair): Promise<string | undefined> {
  await pair.stop("a", "SIGKILL")
  await pair.start("a")
  const trouble = await unreached(pair)
  const rules = pair.run("a", "ip", "rule").split("\n").filter((line) => line.includes("lookup 180"))
  return trouble ?? (rules.length === 1 ? undefined : `there are ${rules.length} rules`)
}

async function ends(pair: AgentPair): Promise<string | undefined> {
  for (const [side, signal] of [["a", "SIGTERM"], ["b", "SIGINT"]] as const) {
    const code = await pair.stop(side, signal)
    if (code !== 0) return `the exit code after ${signal} is ${code}: ${pair[side].said}`
    const left = leftAt(pair, side)
    if (left.length > 0) return `${signal} leaves ${left.join(", ")}`
  }
  return undefined
}

const leftAt = (pair: AgentPair, side: Side): readonly string[] => [
  ...(pair.run(side, "ip", "link").includes(deviceOf(side)) ? ["the interface"] : []),
  ...steeringAt(pair, side),
]

const steeringAt = (pair: AgentPair, side: Side): readonly string[] => [
  ...(["-4", "-6"].some((family) => /lookup 180/.test(pair.run(side, "ip", family, "rule"))) ? ["rules"] : []),
  ...(pair.run(side, "nft", "list", "tables") === "" ? [] : ["a table of nftables"]),
]

async function drives(pair: AgentPair): Promise<string | undefined> {
  pair.run("a", "wireguard-go", deviceOf("a"))
  try {
    await pair.start("a", "--existing")
    await pair.start("b")
    const trouble = await unreached(pair)
    if (trouble !== undefined) return trouble
    const code = await pair.stop("a", "SIGTERM")
    const peers = pair.run("a", "wg", "show", deviceOf("a"), "peers").trim()
    const left = steeringAt(pair, "a")
    if (code !== 0 || peers !== "" || left.length > 0) return `it leaves ${code}, ${peers}, ${left.join(", ")}`
    return /fd7f/.test(pair.run("a", "ip", "addr")) ? "its address is still there" : undefined
  } finally {
    pair.run("a", "ip", "link", "del", deviceOf("a"))
  }
}
