/**
 * A scenario's traffic as plain UDP: its datagrams as they are, and its pings as datagrams from one node's port to the
 * other's, at the address that the other would announce and as it looks from where the first one is. Nobody answers.
 */
import { after, type Duration, duration, type Instant, instant } from "../../domain/net/instant.ts"
import { type Endpoint, endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { familyOf } from "../../domain/net/ip_address.ts"
import { addressesOf, INTERNET } from "../scenario/networks.ts"
import { isTranslating } from "../scenario/profiles.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { readDuration } from "../scenario/units.ts"
import { timesOf } from "../world/plan.ts"
import { type PingPlan, pingPlans } from "../world/traffic.ts"
import type { Flush, Probe, Schedule } from "./probe.ts"
import { ownPort } from "./sockets.ts"

const TTL = 64

/** What happens until then, in order of time. */
export function scheduleOf(file: ScenarioFile, until: Duration): Schedule {
  const datagrams = (file.datagrams ?? []).flatMap((one) =>
    timesOf(one).map((at): Probe => {
      const { from, port = ownPort(file.nodes, from), to, ttl = TTL } = one
      return { at, from, port, to: endpoint(to), ttl }
    })
  )
  const pings = pingPlans(file).flatMap((plan) => probesOf(file, plan, until))
  const probes = [...datagrams, ...pings].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
  return { probes, flushes: flushesOf(file).filter(({ at }) => at <= until) }
}

function probesOf(file: ScenarioFile, plan: PingPlan, until: Duration): readonly Probe[] {
  const names = Object.keys(file.nodes)
  const [from = "", target = ""] = [names[plan.from], names[plan.to]]
  const to = announced(file, from, target)
  const begin = plan.start ?? startOf(file, from)
  if (to === undefined || begin === undefined) return []
  const count = Math.max(0, Math.ceil((Math.min(plan.stop, until) - begin) / plan.every))
  return Array.from({ length: count }, (_, i) => {
    const at = after(begin, duration(i * plan.every))
    return { at, from, port: ownPort(file.nodes, from), to, ttl: TTL }
  })
}

/** undefined: it never starts by itself. */
function startOf({ nodes }: ScenarioFile, node: string): Instant | undefined {
  const start = nodes[node]?.start ?? "0s"
  return start === "never" ? undefined : instant(readDuration(start))
}

/** Its own address for a neighbour, for others that of the outermost router that translates; of the family that both have. */
function announced(file: ScenarioFile, from: string, target: string): Endpoint | undefined {
  const mine = first(file, from)
  const theirs = first(file, target)
  if (mine === undefined || theirs === undefined) return undefined
  const port = ownPort(file.nodes, target)
  if (mine.on === theirs.on) return endpointOf(theirs.address, port)
  let { address } = theirs
  for (let on = theirs.on; on !== INTERNET && on !== mine.on;) {
    const router = file.routers?.[on]
    if (router === undefined) return undefined
    const outside = addressesOf(router.outside).find((one) => familyOf(one) === familyOf(address))
    if (familyOf(address) === "v4" && isTranslating(router) && outside !== undefined) address = outside
    on = router.behind ?? INTERNET
  }
  return endpointOf(address, port)
}

function first({ nodes }: ScenarioFile, node: string) {
  const one = Object.values(nodes[node]?.interfaces ?? {}).find(({ up = true }) => up)
  const address = one && addressesOf(one.address)[0]
  return one !== undefined && address !== undefined ? { on: one.on, address } : undefined
}

function flushesOf({ timeline = [] }: ScenarioFile): readonly Flush[] {
  return timeline.flatMap((action) =>
    action.do === "reboot" ? [{ at: instant(readDuration(action.at)), router: action.router }] : []
  )
}
