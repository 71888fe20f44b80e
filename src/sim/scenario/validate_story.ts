/** What a schema cannot see in the moving parts of a file: whether what they speak of exists, and when. */
import { readDuration } from "./units.ts"
import type { Issue } from "./decode.ts"
import { entry } from "./networks.ts"
import type { ScenarioFile } from "./schema.ts"
import type { ActionSchema, ExpectationSchema, PingSchema } from "./story_schema.ts"
import { addressIssues, interfaceIssues } from "./validate_network.ts"

/** Echo requests in one run: each is remembered, so that expectations can ask for it. */
const MAX_PINGS = 5_000_000

type Path = Issue["path"]

export function validateStory(file: ScenarioFile): readonly Issue[] {
  return [
    ...(file.traffic ?? []).flatMap((ping, i) => pingIssues(file, ping, ["traffic", i])),
    ...tooManyPings(file),
    ...(file.timeline ?? []).flatMap((action, i) => actionIssues(file, action, ["timeline", i])),
    ...file.expect.flatMap((expectation, i) => expectationIssues(file, expectation, ["expect", i])),
  ]
}

function pingIssues(file: ScenarioFile, { from, to, every, start, stop }: PingSchema, path: Path): readonly Issue[] {
  const issues = [
    ...(from === "all" ? [] : nodeIssues(file, from, [...path, "from"])),
    ...(to === "all" ? [] : nodeIssues(file, to, [...path, "to"])),
    ...spanIssues(file, start, [...path, "start"]),
    ...spanIssues(file, stop, [...path, "stop"]),
  ]
  if (from !== "all" && from === to) issues.push({ path: [...path, "to"], message: `"${to}" does not ping itself` })
  if (readDuration(every) === 0) issues.push({ path: [...path, "every"], message: "Expected more than zero" })
  return issues
}

function tooManyPings(file: ScenarioFile): readonly Issue[] {
  const count = Object.keys(file.nodes).length
  const traffic = file.traffic ?? [{ from: "all", to: "all", every: "1s" }]
  let pings = 0
  for (const { from, to, every } of traffic) {
    const pairs = (from === "all" ? count : 1) * (to === "all" ? count : 1)
    pings += pairs * Math.ceil(readDuration(file.duration) / Math.max(1, readDuration(every)))
  }
  if (pings <= MAX_PINGS) return []
  const path = file.traffic === undefined ? ["nodes"] : ["traffic"]
  return [{
    path,
    message: `About ${pings} pings in all; expected at most ${MAX_PINGS}. Ping less often, or fewer pairs`,
  }]
}

function actionIssues(file: ScenarioFile, action: ActionSchema, path: Path): readonly Issue[] {
  return [...spanIssues(file, action.at, [...path, "at"]), ...detailIssues(file, action, path)]
}

function detailIssues(file: ScenarioFile, action: ActionSchema, path: Path): readonly Issue[] {
  switch (action.do) {
    case "move":
      return [...portIssues(file, action, path), ...interfaceIssues(file, action.to, [...path, "to"])]
    case "interface-down":
    case "interface-up":
      return portIssues(file, action, path)
    case "address": {
      const on = entry(entry(file.nodes, action.node)?.interfaces, action.interface)?.on
      const atHome = on === undefined
        ? []
        : addressIssues(file, networkAt(file, action) ?? on, action.address, [...path, "address"])
      return [...portIssues(file, action, path), ...atHome]
    }
    case "link":
      if (action.router !== undefined && action.node === undefined) {
        return routerIssues(file, action.router, [...path, "router"])
      }
      if (action.router !== undefined || action.node === undefined || action.interface === undefined) {
        return [{ path, message: 'A link is named by "node" and "interface", or by "router"' }]
      }
      return portIssues(file, { node: action.node, interface: action.interface }, path)
    case "firewall":
      if ((action.router === undefined) === (action.node === undefined)) {
        return [{ path, message: 'A firewall is named by "node" or by "router"' }]
      }
      return action.router === undefined
        ? nodeIssues(file, action.node ?? "", [...path, "node"])
        : routerIssues(file, action.router, [...path, "router"])
    case "reboot":
      return routerIssues(file, action.router, [...path, "router"])
    case "partition":
      return action.between.flatMap((group, g) =>
        group.flatMap((name, i) => {
          const isKnown = entry(file.nodes, name) !== undefined || entry(file.routers, name) !== undefined
          return isKnown ? [] : [{ path: [...path, "between", g, i], message: `There is no node or router "${name}"` }]
        })
      )
    case "stop":
    case "start":
    case "clock":
      return nodeIssues(file, action.node, [...path, "node"])
    case "heal":
    case "discovery":
      return []
  }
}

/** Where the interface is when its address changes: where the last move before that took it. */
function networkAt(file: ScenarioFile, change: ActionSchema & { readonly do: "address" }): string | undefined {
  let on: string | undefined
  for (const action of file.timeline ?? []) {
    const isBefore = readDuration(action.at) <= readDuration(change.at)
    if (action.do !== "move" || !isBefore) continue
    if (action.node === change.node && action.interface === change.interface) on = action.to.on
  }
  return on
}

function expectationIssues(file: ScenarioFile, expectation: ExpectationSchema, path: Path): readonly Issue[] {
  switch (expectation.that) {
    case "pair-up":
    case "pair-down": {
      const [a, b] = expectation.pair
      const same = a === b ? [{ path: [...path, "pair"], message: "A pair is two different nodes" }] : []
      const until = expectation.that === "pair-down" ? spanIssues(file, expectation.until, [...path, "until"]) : []
      return [
        ...nodeIssues(file, a, [...path, "pair", 0]),
        ...nodeIssues(file, b, [...path, "pair", 1]),
        ...same,
        ...spanIssues(file, expectation.from, [...path, "from"]),
        ...until,
      ]
    }
    case "endpoint":
    case "state":
      return [
        ...nodeIssues(file, expectation.node, [...path, "node"]),
        ...nodeIssues(file, expectation.peer, [...path, "peer"]),
        ...spanIssues(file, expectation.at, [...path, "at"]),
      ]
    case "pings":
      return [
        ...nodeIssues(file, expectation.from, [...path, "from"]),
        ...nodeIssues(file, expectation.to, [...path, "to"]),
        ...spanIssues(file, expectation.start, [...path, "start"]),
        ...spanIssues(file, expectation.stop, [...path, "stop"]),
      ]
    case "converged":
      return spanIssues(file, expectation.by, [...path, "by"])
    case "no-plaintext":
      return []
  }
}

function nodeIssues({ nodes }: ScenarioFile, name: string, path: Path): readonly Issue[] {
  if (entry(nodes, name) !== undefined) return []
  return [{ path, message: `There is no node "${name}"; there is ${Object.keys(nodes).slice(0, 20).join(", ")}` }]
}

function routerIssues({ routers = {} }: ScenarioFile, name: string, path: Path): readonly Issue[] {
  if (entry(routers, name) !== undefined) return []
  const known = Object.keys(routers).slice(0, 20).join(", ") || "none"
  return [{ path, message: `There is no router "${name}"; there is ${known}` }]
}

function portIssues(
  file: ScenarioFile,
  { node, interface: name }: { readonly node: string; readonly interface: string },
  path: Path,
): readonly Issue[] {
  const known = entry(file.nodes, node)?.interfaces
  if (known === undefined) return nodeIssues(file, node, [...path, "node"])
  if (entry(known, name) !== undefined) return []
  const message = `"${node}" has no interface "${name}"; it has ${Object.keys(known).join(", ")}`
  return [{ path: [...path, "interface"], message }]
}

/** An instant of the story lies within it. */
function spanIssues({ duration }: ScenarioFile, at: string | undefined, path: Path): readonly Issue[] {
  if (at === undefined || readDuration(at) <= readDuration(duration)) return []
  return [{ path, message: `${at} is after the end of the scenario, at ${duration}` }]
}
