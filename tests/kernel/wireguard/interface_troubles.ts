/** Our side's tunnel interface, as operators treat interfaces. */
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { endpoint } from "../../../src/domain/net/endpoint.ts"
import type { Case } from "./cases.ts"
import { allWell, knocks, recovers, tells, until } from "./recovery.ts"
import { INNER, type TunnelPair } from "./tunnel_pair.ts"

export const INTERFACE_TROUBLES: readonly Case[] = [
  { title: "an interface that is down and up again", run: down },
  { title: "an interface with another name", run: renamed },
  { title: "an interface in another namespace, while the tunnel stays, and back", run: moved },
]

const ip = (namespace: string, ...lines: readonly string[]): void =>
  performSteps(lines.map((line) => ({ tool: "ip", namespace, line })))

/** With the interface go its IPv6 addresses, and when it is moved all of them. */
function up(namespace: string, name: string): void {
  ip(
    namespace,
    `link set ${name} up`,
    `addr replace ${INNER.v4.a}/24 dev ${name}`,
    `addr replace ${INNER.v6.a}/64 dev ${name}`,
  )
}

function down(pair: TunnelPair): Promise<string | undefined> {
  ip("a", "link set wa down")
  return allWell(
    () => knocks(pair, "b"),
    () => tells(pair, /^wa: the host does not take what the tunnel brings: the interface is down \(ip link set up\)/),
    () => {
      up("a", "wa")
      return recovers(pair, ["v4", "v6"])
    },
  )
}

function renamed(pair: TunnelPair): Promise<string | undefined> {
  const rename = (from: string, to: string): void => {
    ip("a", `link set ${from} down`, `link set ${from} name ${to}`)
    up("a", to)
  }
  rename("wa", "other")
  return allWell(
    () => recovers(pair, ["v4", "v6"]),
    () => tells(pair, /^wa: the interface is called "other" now; wg\(8\) still knows it/),
    () => Promise.resolve(pair.a.wg("show", "wa", "listen-port").trim() === "51820" ? undefined : "wg lost it"),
    () => {
      rename("other", "wa")
      return recovers(pair, ["v4", "v6"])
    },
    () => tells(pair, /^wa: the interface is called "wa" now/),
  )
}

/** `ip link set wg0 netns container`: the tunnel's own packets go on where it was started. */
function moved(pair: TunnelPair): Promise<string | undefined> {
  performSteps([{ tool: "ip", line: "netns add c" }])
  ip("a", "link set wa netns c")
  up("c", "wa")
  return allWell(
    () => tells(pair, /^wa: the interface is in another network namespace now/),
    goesOnThere,
    () => {
      ip("c", "link set wa netns a")
      up("a", "wa")
      performSteps([{ tool: "ip", line: "netns del c" }])
      return recovers(pair, ["v4", "v6"])
    },
  )
}

async function goesOnThere(): Promise<string | undefined> {
  using near = new UdpPort({ namespace: "c", family: "v4", port: 4_001 })
  using far = new UdpPort({ namespace: "b", family: "v4", port: 4_001 })
  const arrives = await until(() => {
    near.send(new Uint8Array(100), endpoint(`${INNER.v4.b}:4001`))
    const got = far.receive()
    if (got !== undefined) far.send(got.payload, got.from)
    return near.receive() !== undefined
  })
  return arrives ? undefined : "nothing goes there and back"
}
