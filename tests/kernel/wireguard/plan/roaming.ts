/** One end is elsewhere all of a sudden, while pings go: at most one is lost, and the other end follows (plan, row 6). */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Conntrack } from "../../../../src/adapters/netns/conntrack.ts"
import type { Step } from "../../../../src/adapters/netns/step.ts"
import type { Case } from "../cases.ts"
import { OUTER, type Side, sleep, TunnelPair } from "../tunnel_pair.ts"
import { pinging } from "./pings.ts"

export const MOVES: readonly Case[] = [
  { title: "a port that changes between two pings costs one of them at most", run: portChanges },
]

/** The one that moved speaks first: nobody else could tell the other. */
async function portChanges(pair: TunnelPair): Promise<string | undefined> {
  for (const [side, other] of [["a", "b"], ["b", "a"]] as const) {
    if (pair[side].implementation === "wireguard-go") continue
    for (const port of ["51999", "51820"]) {
      const command = ["netns", "exec", side, "wg", "set", pair[side].device, "listen-port", port]
      const { sent, lost } = await pinging(side, async () => {
        await sleep(200)
        await promisify(execFile)("ip", command)
        await sleep(200)
      }, SELDOM)
      if (lost > 1) return `${lost} of ${sent} pings from ${side} were lost`
      const end = endpointAt(pair, other)
      if (end !== `${OUTER[side]}:${port}`) return `${other} has ${end}, not port ${port} of ${side}`
    }
  }
  return undefined
}

/** A NAT between the two forgets all that it knows, and gives the next packet another port. */
export async function natForgets(): Promise<string | undefined> {
  for (const [a, b] of [["meshfold", "wireguard-go"], ["wireguard-go", "meshfold"]] as const) {
    const pair = await TunnelPair.build({ a, b, underlay: BEHIND_NAT })
    try {
      if (!await pair.carries("a", 100)) return `${a} - ${b}: nothing came through the NAT`
      using conntrack = new Conntrack("nat")
      for (let times = 0; times < 3; times++) {
        const before = endpointAt(pair, "b")
        const { sent, lost } = await pinging("a", async () => {
          await sleep(150)
          conntrack.flush()
          await sleep(250)
        }, SELDOM)
        if (lost > 1) return `${a} - ${b}: ${lost} of ${sent} pings were lost`
        const after = endpointAt(pair, "b")
        if (after === before) return `${a} - ${b}: b still has ${after}`
        if (!await pair.carries("b", 100)) return `${a} - ${b}: nothing came back to ${after}`
      }
    } finally {
      await pair.close()
    }
  }
  return undefined
}

/** So that one at a time is on its way. */
const SELDOM = { everyMs: 40, patienceMs: 1_000 } as const

const endpointAt = (pair: TunnelPair, side: Side): string =>
  pair[side].wg("show", pair[side].device, "endpoints").trim().split("\t")[1] ?? ""

/** What b takes for a's address is the router's. */
const BEHIND_NAT: readonly Step[] = [
  ...["a", "nat", "b"].flatMap((name): readonly Step[] => [
    { tool: "ip", line: `netns add ${name}` },
    { tool: "ip", namespace: name, line: "link set lo up" },
  ]),
  { tool: "ip", line: "link add eth0 netns a type veth peer name in netns nat" },
  { tool: "ip", line: "link add eth0 netns b type veth peer name out netns nat" },
  { tool: "ip", namespace: "a", line: "addr add 10.8.0.1/24 dev eth0" },
  { tool: "ip", namespace: "nat", line: "addr add 10.8.0.254/24 dev in" },
  { tool: "ip", namespace: "nat", line: `addr add ${OUTER.a}/24 dev out` },
  { tool: "ip", namespace: "b", line: `addr add ${OUTER.b}/24 dev eth0` },
  ...([["a", "eth0"], ["nat", "in"], ["nat", "out"], ["b", "eth0"]] as const).map(([namespace, device]): Step => ({
    tool: "ip",
    namespace,
    line: `link set ${device} up`,
  })),
  { tool: "ip", namespace: "a", line: "route add default via 10.8.0.254" },
  { tool: "sysctl", namespace: "nat", key: "net.ipv4.ip_forward", value: "1" },
  {
    tool: "nft",
    namespace: "nat",
    script: `table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "out" masquerade fully-random
  }
}
`,
  },
]
