/** The same network as it might have been: with timers that end a little earlier or later, with links that take longer. */
import type { Duration } from "../../src/domain/net/instant.ts"
import type { LinkSchema, NodeSchema, RouterSchema, TimersSchema } from "../../src/sim/scenario/network_schema.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { readDuration } from "../../src/sim/scenario/units.ts"

/** Every link takes longer by so much. */
export function slower(file: ScenarioFile, by: Duration): ScenarioFile {
  const late = (latency = "0ms"): string => `${(readDuration(latency) + by) / 1_000}ms`
  const slow = (link: LinkSchema | undefined): LinkSchema => ({ ...link, latency: late(link?.latency) })
  const routers = Object.entries(file.routers ?? {}).map(([name, one]) => [name, { ...one, link: slow(one.link) }])
  const nodes = Object.entries(file.nodes).map(([name, one]) => {
    const devices = Object.entries(one.interfaces).map(([device, at]) => [device, { ...at, link: slow(at.link) }])
    return [name, { ...one, interfaces: Object.fromEntries(devices) }]
  })
  return { ...file, routers: Object.fromEntries(routers), nodes: Object.fromEntries(nodes) }
}

/** All timers longer by so much. */
export function withTimers(file: ScenarioFile, by: Duration): ScenarioFile {
  const longer = (timers: TimersSchema): TimersSchema => {
    const change = (text: string): string => `${(readDuration(text) + by) / 1_000}ms`
    if (typeof timers === "string") return change(timers)
    const { unreplied, replied, assured, "assured-after": after = "2s" } = timers
    return {
      unreplied: change(unreplied),
      replied: change(replied),
      assured: change(assured),
      "assured-after": change(after),
    }
  }
  const firewalled = <T extends Pick<RouterSchema & NodeSchema, "firewall">>(one: T): T => {
    const { firewall } = one
    if (firewall === undefined || typeof firewall === "string" || firewall.timeout === undefined) return one
    return { ...one, firewall: { ...firewall, timeout: longer(firewall.timeout) } }
  }
  const changed = (router: RouterSchema): RouterSchema => {
    const { linux } = router
    const timeout = linux?.timeout
    return firewalled(timeout === undefined ? router : { ...router, linux: { ...linux, timeout: longer(timeout) } })
  }
  return {
    ...file,
    routers: Object.fromEntries(Object.entries(file.routers ?? {}).map(([name, one]) => [name, changed(one)])),
    nodes: Object.fromEntries(Object.entries(file.nodes).map(([name, one]) => [name, firewalled(one)])),
  }
}
