/** What of a scenario cannot be built out of namespaces, or not be played without agents; said before anything is built. */
import type { Issue } from "../scenario/decode.ts"
import type { LinkSchema, RouterSchema } from "../scenario/network_schema.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import type { ActionSchema } from "../scenario/story_schema.ts"
import { listOf } from "../scenario/text.ts"
import { linuxProfile } from "../scenario/profiles.ts"
import { capacityTroubles, profileTroubles } from "./profile_troubles.ts"

/** Each costs some milliseconds and a process or two. */
const MOST_MACHINES = 200

export function labTroubles(file: ScenarioFile): readonly Issue[] {
  const routers = Object.entries(file.routers ?? {})
  const nodes = Object.entries(file.nodes)
  const machines = routers.length + nodes.length
  const tooMany = { path: ["nodes"], message: `${machines} machines; the lab builds at most ${MOST_MACHINES}` }
  return [
    ...(machines > MOST_MACHINES ? [tooMany] : []),
    ...routers.flatMap(([name, router]) =>
      [...(router.nat64 === undefined ? [] : ["nat64"]), ...(router.nptv6 === undefined ? [] : ["nptv6"])].map((
        key,
      ) => ({
        path: ["routers", name, key],
        message: `The lab has no ${key}`,
      }))
    ),
    ...routers.flatMap(([name, router]) =>
      profileTroubles(router).map((message) => ({ path: ["routers", name], message: `${message}${wayOut(router)}` }))
    ),
    ...routers.flatMap(([name, { outside, inside, link }]) =>
      linkIssues(link, [...listOf(outside), ...listOf(inside)], ["routers", name])
    ),
    ...nodes.flatMap(([name, node]) => nodeIssues(name, node)),
    ...(file.timeline ?? []).flatMap((action, i) => actionIssues(action, ["timeline", i])),
  ]
}

const wayOut = (router: RouterSchema): string =>
  linuxProfile(router) === undefined ? `; give the router "linux" rules, or simulate it` : ""

function nodeIssues(name: string, { interfaces, clat, firewall }: ScenarioFile["nodes"][string]): readonly Issue[] {
  const path = ["nodes", name]
  return [
    ...Object.entries(interfaces).flatMap(([device, { up = true, address, link }]) => [
      ...(TAKEN_NAMES.includes(device)
        ? [{ path: [...path, "interfaces", device], message: `Linux lets no other device be called "${device}"` }]
        : []),
      ...linkIssues(link, listOf(address), [...path, "interfaces", device]),
      ...(up ? [] : [{ path: [...path, "interfaces", device, "up"], message: "The lab has all interfaces up" }]),
    ]),
    ...capacityTroubles(firewall).map((message) => ({ path: [...path, "firewall", "capacity"], message })),
    ...(clat === undefined ? [] : [{ path: [...path, "clat"], message: "The lab has no CLAT" }]),
  ]
}

/** By what goes through it: addresses or prefixes. */
function linkIssues(link: LinkSchema | undefined, texts: readonly string[], path: Issue["path"]): readonly Issue[] {
  const isTooSmall = link?.mtu !== undefined && link.mtu < LEAST_IPV6_MTU && texts.some((text) => text.includes(":"))
  return isTooSmall
    ? [{ path: [...path, "link", "mtu"], message: `Linux has no IPv6 with an MTU below ${LEAST_IPV6_MTU}` }]
    : []
}

/** The device that is there from the start, and the words that its settings are for all under. */
const TAKEN_NAMES = ["lo", "all", "default"]
/** RFC 8200 section 5. */
const LEAST_IPV6_MTU = 1280

/** What concerns agents and discovery happens to nobody here. */
function actionIssues(action: ActionSchema, path: Issue["path"]): readonly Issue[] {
  switch (action.do) {
    case "stop":
    case "start":
    case "clock":
    case "discovery":
    case "kubernetes":
      return []
    case "reboot":
      if (action.down === undefined && action.outside === undefined) return []
      return [{ path, message: "In the lab a reboot takes no time and changes no address; it empties conntrack" }]
    case "move":
    case "interface-down":
    case "interface-up":
    case "address":
    case "link":
    case "firewall":
    case "partition":
    case "heal":
      return [{ path: [...path, "do"], message: `The lab cannot play "${action.do}"; it can play "reboot"` }]
  }
}
