/** What of a scenario cannot be built out of namespaces, or not be played without agents; said before anything is built. */
import type { Issue } from "../scenario/decode.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import type { ActionSchema } from "../scenario/story_schema.ts"
import { profileTroubles } from "./kernel_profile.ts"

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
      profileTroubles(router).map((message) => ({ path: ["routers", name], message: `${message}${USE_LINUX}` }))
    ),
    ...nodes.flatMap(([name, node]) => nodeIssues(name, node)),
    ...(file.timeline ?? []).flatMap((action, i) => actionIssues(action, ["timeline", i])),
  ]
}

const USE_LINUX = `; give the router "linux" rules, or simulate it`

function nodeIssues(name: string, { interfaces, clat }: ScenarioFile["nodes"][string]): readonly Issue[] {
  const path = ["nodes", name]
  return [
    ...Object.entries(interfaces).flatMap(([device, { up = true }]) => [
      ...(device === "lo"
        ? [{ path: [...path, "interfaces", device], message: `Linux has a device "lo" already` }]
        : []),
      ...(up ? [] : [{ path: [...path, "interfaces", device, "up"], message: "The lab has all interfaces up" }]),
    ]),
    ...(clat === undefined ? [] : [{ path: [...path, "clat"], message: "The lab has no CLAT" }]),
  ]
}

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
