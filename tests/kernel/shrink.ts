/** Scripts that are a little less than a given one: fewer datagrams, fewer machines, plainer rules. */
import { type Instant, instant } from "../../src/domain/net/instant.ts"
import { isAnswer, type Probe, type Schedule } from "../../src/sim/lab/probe.ts"
import type { RouterSchema } from "../../src/sim/scenario/network_schema.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import type { Script } from "./script.ts"

/** Those that leave out most come first. */
export const smaller = (script: Script): readonly Script[] => [
  ...shorter(script.schedule).map((schedule): Script => ({ ...script, schedule: fromBeginning(schedule) })),
  ...plainer(script).map((file): Script => ({ ...script, file })),
  ...longLived(script.schedule).map((schedule): Script => ({ ...script, schedule })),
]

function shorter(schedule: Schedule): readonly Schedule[] {
  const { probes, flushes } = schedule
  const schedules: Schedule[] = []
  for (let size = probes.length >> 1; size > 0; size >>= 1) {
    for (let from = 0; from < probes.length; from += size) {
      schedules.push({ ...schedule, probes: without(probes, (i) => i >= from && i < from + size) })
    }
  }
  const fewer = flushes.map((flush) => ({ ...schedule, flushes: flushes.filter((one) => one !== flush) }))
  return [...schedules, ...fewer].filter((one) => one.probes.length > 0)
}

/** And without the answers to what is left out; those to others are numbered anew. */
export function without(probes: readonly Probe[], isLeftOut: (number: number) => boolean): readonly Probe[] {
  const places = new Map<number, number>()
  const left: Probe[] = []
  for (const [number, probe] of probes.entries()) {
    const place = isAnswer(probe.to) ? places.get(probe.to.answering) : undefined
    if (isLeftOut(number) || (isAnswer(probe.to) && place === undefined)) continue
    places.set(number, left.length)
    left.push(place === undefined ? probe : { ...probe, to: { answering: place } })
  }
  return left
}

/** So that nobody waits for the first one. */
function fromBeginning(schedule: Schedule): Schedule {
  const first = Math.min(...schedule.probes.map(({ at }) => at))
  const earlier = (at: Instant): Instant => instant(Math.max(0, at - first + BEGIN))
  return {
    ...schedule,
    probes: schedule.probes.map((probe) => ({ ...probe, at: earlier(probe.at) })),
    flushes: schedule.flushes.map((flush) => ({ ...flush, at: earlier(flush.at) })),
  }
}

/** Microseconds. */
const BEGIN = 100_000

function plainer({ file, schedule }: Script): readonly ScenarioFile[] {
  const { internet: _, ...usual } = file
  return [
    ...Object.keys(file.nodes).filter((name) => schedule.probes.every(({ from }) => from !== name)).map((name) => ({
      ...file,
      nodes: omit(file.nodes, name),
    })),
    ...Object.keys(file.routers ?? {}).filter((name) => isEmpty(file, schedule, name)).map((name) => ({
      ...file,
      routers: omit(file.routers ?? {}, name),
    })),
    ...(file.internet === undefined ? [] : [usual]),
    ...Object.entries(file.nodes).flatMap(([name, { firewall, ...node }]) =>
      firewall === undefined ? [] : [{ ...file, nodes: { ...file.nodes, [name]: node } }]
    ),
    ...Object.entries(file.routers ?? {}).flatMap(([name, router]) =>
      plainerRouters(router).map((plain) => ({ ...file, routers: { ...file.routers, [name]: plain } }))
    ),
  ]
}

const omit = <Value>(all: Readonly<Record<string, Value>>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name))

function isEmpty({ routers = {}, nodes }: ScenarioFile, { flushes }: Schedule, router: string): boolean {
  return Object.values(routers).every(({ behind }) => behind !== router) &&
    Object.values(nodes).every(({ interfaces }) => Object.values(interfaces).every(({ on }) => on !== router)) &&
    flushes.every((flush) => flush.router !== router)
}

function plainerRouters(router: RouterSchema): readonly RouterSchema[] {
  const { linux, firewall, link, ...rest } = router
  const routers: RouterSchema[] = []
  if (firewall !== undefined && linux !== undefined) routers.push({ ...rest, linux, ...(link && { link }) })
  if (linux === undefined) return routers
  const rules = ["ports", "input", "port-forwards", "hairpin"] as const
  for (const rule of rules.filter((one) => linux[one] !== undefined)) {
    const plain = Object.fromEntries(Object.entries(linux).filter(([key]) => key !== rule))
    routers.push({ ...router, linux: plain })
  }
  return routers
}

function longLived(schedule: Schedule): readonly Schedule[] {
  return schedule.probes.flatMap((probe, i) =>
    probe.ttl === USUAL_TTL ? [] : [{ ...schedule, probes: schedule.probes.with(i, { ...probe, ttl: USUAL_TTL }) }]
  )
}

const USUAL_TTL = 64
