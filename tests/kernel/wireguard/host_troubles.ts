/** Our side's link, address, firewall and buffers: what cannot be sent is told once, with where to and why. */
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import type { Case } from "./cases.ts"
import { allWell, knocks, recovers, tells } from "./recovery.ts"
import { OUTER, type TunnelPair } from "./tunnel_pair.ts"

export const HOST_TROUBLES: readonly Case[] = [
  { title: "a link that goes down and comes up again", run: linkDown },
  { title: "the host's only address, taken away and put back", run: addressGone },
  { title: "a firewall on the host, and none again", run: firewall },
  { title: "a host without buffers (ENOBUFS), and with them again", run: buffers },
  { title: "a link that is too slow, with a queue that overflows", run: queue },
]

const ip = (...lines: readonly string[]): void =>
  performSteps(lines.map((line) => ({ tool: "ip", namespace: "a", line })))

function linkDown(pair: TunnelPair): Promise<string | undefined> {
  ip("link set eth0 down")
  return allWell(
    () => knocks(pair, "a"),
    () => tells(pair, UNREACHABLE),
    () => {
      ip("link set eth0 up")
      return recovers(pair)
    },
  )
}

/** So soon after, it is the same trouble. */
function addressGone(pair: TunnelPair): Promise<string | undefined> {
  ip(`addr del ${OUTER.a}/24 dev eth0`)
  return allWell(
    () => knocks(pair, "a"),
    () => {
      ip(`addr add ${OUTER.a}/24 dev eth0`)
      return recovers(pair)
    },
    () => tells(pair, UNREACHABLE),
  )
}

async function firewall(pair: TunnelPair): Promise<string | undefined> {
  for (const verdict of ["drop", "reject"]) {
    const chain = `chain out { type filter hook output priority 0; udp dport 51820 ${verdict}; }`
    performSteps([{ tool: "nft", namespace: "a", script: `table inet trouble { ${chain}; }` }])
    const trouble = await knocks(pair, "a")
    performSteps([{ tool: "nft", namespace: "a", script: "delete table inet trouble" }])
    const after = trouble ?? await recovers(pair)
    if (after !== undefined) return `${verdict}: ${after}`
  }
  return await tells(
    pair,
    /^wa: cannot send to 10\.9\.0\.2:51820: Operation not permitted \(a firewall on this host\?\)/,
  )
}

/**
 * A run of datagrams takes more of sendmsg's control data than the kernel keeps on its stack; without room for that
 * (net.core.optmem_max, which a namespace has of its own since Linux 6.8) it is refused, and a single one is not.
 */
async function buffers(pair: TunnelPair): Promise<string | undefined> {
  const before = pair.a.run("sh", "-c", "cat /proc/sys/net/core/optmem_max || true").trim()
  if (before === "") return void console.log("skip a host without buffers: this kernel is older than Linux 6.8")
  const set = (value: string): void =>
    performSteps([{ tool: "sysctl", namespace: "a", key: "net.core.optmem_max", value }])
  set("16")
  const trouble = await allWell(
    () => knocks(pair, "a", LONG),
    () => tells(pair, /^wa: cannot send to 10\.9\.0\.2:51820: No buffer space available/),
    () => recovers(pair),
  )
  set(before)
  return trouble ?? (await pair.carries("a", LONG) ? undefined : "a run does not arrive when there are buffers again")
}

/** Of that the kernel tells nobody (udp(7), IP_RECVERR). */
async function queue(pair: TunnelPair): Promise<string | undefined> {
  const said = pair.a.said
  pair.a.run("tc", ..."qdisc add dev eth0 root tbf rate 200kbit burst 3000 limit 3000".split(" "))
  const trouble = await knocks(pair, "a", LONG)
  pair.a.run("tc", ..."qdisc del dev eth0 root".split(" "))
  return trouble ?? await recovers(pair) ?? (pair.a.said === said ? undefined : pair.a.said.slice(said.length))
}

const UNREACHABLE = /^wa: cannot send to 10\.9\.0\.2:51820: Network is unreachable \(.*\); trying on$/
const LONG = 20_000
