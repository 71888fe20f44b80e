/** What a schema cannot see in a timeline: whether what an action speaks of exists, and whether it does anything. */
import { familyOf, ipAddress } from "../../domain/net/ip_address.ts"
import { inOrder } from "./address_plan.ts"
import type { Issue } from "./decode.ts"
import { entry, INTERNET } from "./networks.ts"
import { nodeIssues, type Path, portIssues, routerIssues, serviceIssues, spanIssues } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"
import type { ActionSchema } from "./story_schema.ts"
import { readOffset } from "./units.ts"
import { addressIssues, interfaceIssues } from "./validate_network.ts"

type Of<Verb extends ActionSchema["do"]> = ActionSchema & { readonly do: Verb }

export function actionIssues(file: ScenarioFile, action: ActionSchema, path: Path): readonly Issue[] {
  return [...spanIssues(file, action.at, [...path, "at"]), ...detailIssues(file, action, path)]
}

function detailIssues(file: ScenarioFile, action: ActionSchema, path: Path): readonly Issue[] {
  switch (action.do) {
    case "move":
      return [...portIssues(file, action, path), ...interfaceIssues(file, action.to, [...path, "to"])]
    case "interface-down":
    case "interface-up":
    case "address":
      return portIssues(file, action, path)
    case "link":
      return [...linkIssues(file, action, path), ...nothingness(action.link, [...path, "link"])]
    case "firewall":
      if ((action.router === undefined) === (action.node === undefined)) {
        return [{ path, message: 'A firewall is named by "node" or by "router"' }]
      }
      return [
        ...(action.router === undefined
          ? nodeIssues(file, action.node ?? "", [...path, "node"])
          : routerIssues(file, action.router, [...path, "router"])),
        ...nothingness(action.firewall, [...path, "firewall"]),
      ]
    case "reboot":
      return [...routerIssues(file, action.router, [...path, "router"]), ...outsideIssues(file, action, path)]
    case "partition":
      return groupIssues(file, action.between, [...path, "between"])
    case "stop":
    case "start":
    case "clock":
      return nodeIssues(file, action.node, [...path, "node"])
    case "discovery":
      return serviceIssues(file, action.service, [...path, "service"])
    case "kubernetes":
      return file.kubernetes === undefined ? [{ path, message: "There is no kubernetes in this scenario" }] : []
    case "heal":
      return []
  }
}

function linkIssues(file: ScenarioFile, { router, node, interface: name }: Of<"link">, path: Path): readonly Issue[] {
  if (router !== undefined && node === undefined && name === undefined) {
    return routerIssues(file, router, [...path, "router"])
  }
  if (router === undefined && node !== undefined && name !== undefined) {
    return portIssues(file, { node, interface: name }, path)
  }
  return [{ path, message: 'A link is named by "node" and "interface", or by "router"' }]
}

const nothingness = (change: object, path: Path): readonly Issue[] =>
  Object.keys(change).length > 0 ? [] : [{ path, message: "Expected something that changes" }]

function outsideIssues(file: ScenarioFile, { router, outside }: Of<"reboot">, path: Path): readonly Issue[] {
  const known = entry(file.routers, router)
  if (outside === undefined || known === undefined) return []
  if (familyOf(ipAddress(outside)) === "v6") {
    return [{ path: [...path, "outside"], message: "Expected an IPv4 address; the others stay as they are" }]
  }
  return addressIssues(file, known.behind ?? INTERNET, outside, [...path, "outside"])
}

function groupIssues(
  { nodes, routers }: ScenarioFile,
  groups: Of<"partition">["between"],
  path: Path,
): readonly Issue[] {
  const named = new Set<string>()
  return groups.flatMap((group, g) =>
    group.flatMap((name, i) => {
      const isKnown = entry(nodes, name) !== undefined || entry(routers, name) !== undefined
      const isRepeated = named.has(name)
      named.add(name)
      if (isKnown && !isRepeated) return []
      const message = isKnown ? `"${name}" stands in these groups twice` : `There is no node or router "${name}"`
      return [{ path: [...path, g, i], message }]
    })
  )
}

/** All offsets of one clock, which add up. */
export function clockIssues({ nodes, timeline = [] }: ScenarioFile): readonly Issue[] {
  const offsets = new Map(Object.entries(nodes).map(([name, { clock = "+0s" }]) => [name, readOffset(clock)]))
  return inOrder(timeline).flatMap(({ action, position }) => {
    if (action.do !== "clock") return []
    const offset = (offsets.get(action.node) ?? 0) + readOffset(action.by)
    offsets.set(action.node, offset)
    if (Math.abs(offset) <= readOffset(MAX_OFFSET)) return []
    return [{
      path: ["timeline", position, "by"],
      message: `Together with what it was off by, more than ${MAX_OFFSET}`,
    }]
  })
}

const MAX_OFFSET = "36500d"

/** All addresses that interfaces are given, on the network where they are by then. */
export function readdressIssues(file: ScenarioFile): readonly Issue[] {
  const networks = new Map<string, string>()
  return inOrder(file.timeline ?? []).flatMap(({ action, position }) => {
    if (action.do === "move") networks.set(`${action.node}.${action.interface}`, action.to.on)
    if (action.do !== "address") return []
    const { node, interface: name, address } = action
    const on = networks.get(`${node}.${name}`) ?? entry(entry(file.nodes, node)?.interfaces, name)?.on
    return on === undefined ? [] : addressIssues(file, on, address, ["timeline", position, "address"])
  })
}
