/**
 * A router between both ends with a link that takes less than they send. Outer packets may be fragmented: by the router,
 * or, where it says that a packet is too big, by the hosts. The tunnel's own MTU stays what it is.
 */
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { endpoint } from "../../../src/domain/net/endpoint.ts"
import type { Case } from "./cases.ts"
import { carriesAgain, recovers, until } from "./recovery.ts"
import { OUTER, type TunnelPair } from "./tunnel_pair.ts"

export const PATH_TROUBLES: readonly Case[] = [
  { title: "a path with a smaller MTU over IPv4, where the router fragments, and then the host", run: overIpv4 },
  { title: "the same over IPv6, where only the host may", run: overIpv6 },
]

const ip = (namespace: string, ...lines: readonly string[]): void =>
  performSteps(lines.map((line) => ({ tool: "ip", namespace, line })))

function overIpv4(pair: TunnelPair): Promise<string | undefined> {
  return beyondRouter(pair, ROUTED.v4, async () => {
    const before = fragmented(pair)
    const trouble = await carriesAll(pair)
    if (trouble !== undefined) return trouble
    const byRouter = fragmented(pair)
    if (byRouter === before) return "the router fragmented nothing"
    if (!await learns(pair)) return "the host did not learn of the path's MTU"
    return await carriesAll(pair) ?? (fragmented(pair) === byRouter ? undefined : "the host goes on sending too much")
  })
}

function overIpv6(pair: TunnelPair): Promise<string | undefined> {
  return beyondRouter(pair, ROUTED.v6, async () => {
    if (!await carriesAgain(pair, "a", 1_392)) return "nothing that is too big for the path arrives"
    return await carriesAll(pair) ?? (knowsMtu(pair, ROUTED.v6) ? undefined : "the path was not small")
  })
}

/** All at the first try. */
async function carriesAll(pair: TunnelPair): Promise<string | undefined> {
  for (const side of ["a", "b"] as const) {
    for (const length of [0, 1_200, 1_250, 1_392, 1_393, 20_000]) {
      if (!await pair.carries(side, length)) return `${length} bytes from ${side} did not arrive`
    }
  }
  return undefined
}

/** A says something that must not be fragmented; its kernel remembers the router's answer. */
async function learns(pair: TunnelPair): Promise<boolean> {
  using port = new UdpPort({ namespace: "a", family: "v4", port: 4_002, dontFragment: true })
  return await until(() => {
    port.send(new Uint8Array(1_400), endpoint(`${ROUTED.v4}:9`))
    return knowsMtu(pair, ROUTED.v4)
  })
}

const knowsMtu = (pair: TunnelPair, to: string): boolean => pair.a.run("ip", "route", "get", to).includes("mtu 1300")

/** Packets that the router has cut up. */
function fragmented(pair: TunnelPair): number {
  const lines = pair.a.run("ip", "netns", "exec", "r", "cat", "/proc/net/snmp").split("\n")
  const [names, values] = lines.filter((line) => line.startsWith("Ip: ")).map((line) => line.split(" "))
  return Number(values?.[names?.indexOf("FragOKs") ?? -1])
}

/** Another link, with a router: to there and back. Nothing may fail meanwhile that the operator would have to be told. */
async function beyondRouter(
  pair: TunnelPair,
  address: string,
  run: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const said = pair.a.said
  build()
  const lead = (to: string): void => void pair.a.wg("set", "wa", "peer", pair.keys.b, "endpoint", to)
  try {
    lead(address.includes(":") ? `[${address}]:51820` : `${address}:51820`)
    const trouble = await recovers(pair) ?? await run()
    if (trouble !== undefined) return trouble
    return pair.a.said === said ? undefined : pair.a.said.slice(said.length)
  } finally {
    lead(`${OUTER.b}:51820`)
    performSteps([{ tool: "ip", line: "netns del r" }])
    await recovers(pair)
  }
}

function build(): void {
  performSteps([
    { tool: "ip", line: "netns add r" },
    { tool: "ip", line: "link add eth1 netns a type veth peer name ra netns r" },
    { tool: "ip", line: "link add eth1 netns b mtu 1300 type veth peer name rb mtu 1300 netns r" },
  ])
  ip("a", "addr add 10.10.0.1/24 dev eth1", "addr add fd10::1/64 dev eth1 nodad", "link set eth1 up")
  ip("b", "addr add 10.11.0.2/24 dev eth1", "addr add fd11::2/64 dev eth1 nodad", "link set eth1 up")
  ip("r", "addr add 10.10.0.254/24 dev ra", "addr add fd10::fe/64 dev ra nodad", "link set ra up")
  ip("r", "addr add 10.11.0.254/24 dev rb", "addr add fd11::fe/64 dev rb nodad", "link set rb mtu 1300 up")
  ip("a", "route add 10.11.0.0/24 via 10.10.0.254", "route add fd11::/64 via fd10::fe")
  ip("b", "route add 10.10.0.0/24 via 10.11.0.254", "route add fd10::/64 via fd11::fe")
  performSteps([
    { tool: "sysctl", namespace: "r", key: "net.ipv4.ip_forward", value: "1" },
    { tool: "sysctl", namespace: "r", key: "net.ipv6.conf.all.forwarding", value: "1" },
  ])
}

const ROUTED = { v4: "10.11.0.2", v6: "fd11::2" } as const
