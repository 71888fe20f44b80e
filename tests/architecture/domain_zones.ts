/** Arrows inside the domain: net <- wireguard, net <- discovery <- mesh, and node.ts above them all. */
import { importsOf, targetOf } from "./imports.ts"
import { programFiles } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

const DOMAIN = "src/domain/"

/** `primitives` are the files directly in src/domain; `messages` are what goes into a node and what comes out. */
type Zone = "primitives" | "net" | "wireguard" | "discovery" | "mesh" | "messages" | "node"

const MAY_SEE: Readonly<Record<Zone, readonly Zone[]>> = {
  primitives: ["primitives", "net"],
  net: ["primitives", "net"],
  wireguard: ["primitives", "net", "wireguard"],
  discovery: ["primitives", "net", "discovery"],
  mesh: ["primitives", "net", "discovery", "mesh"],
  messages: ["primitives", "net", "discovery", "mesh", "messages"],
  node: ["primitives", "net", "wireguard", "discovery", "mesh", "messages", "node"],
}

export const domainZones = (project: Project): readonly Violation[] =>
  programFiles(project).filter(({ path }) => path.startsWith(DOMAIN)).flatMap((file) => {
    const zone = zoneOf(file.path)
    if (zone === undefined) return [strayFile(file.path)]
    return importsOf(file).flatMap(({ specifier, line }) => {
      const seen = zoneOf(targetOf(file.path, specifier) ?? "")
      if (seen === undefined || MAY_SEE[zone].includes(seen)) return []
      return [{ rule: "arrows/domain", path: file.path, line, message: complaint(zone, seen) }]
    })
  })

function zoneOf(path: string): Zone | undefined {
  if (!path.startsWith(DOMAIN)) return undefined
  const [first, ...below] = path.slice(DOMAIN.length).split("/")
  if (below.length > 0) {
    return first === "net" || first === "wireguard" || first === "discovery" || first === "mesh" ? first : undefined
  }
  if (first === "node.ts") return "node"
  return first === "input.ts" || first === "output.ts" ? "messages" : "primitives"
}

const complaint = (zone: Zone, seen: Zone): string =>
  `${zone} may see only ${MAY_SEE[zone].join(", ")}, not ${seen}; take plain values, and let node.ts join the two`

const strayFile = (path: string): Violation => ({
  rule: "arrows/domain",
  path,
  line: 1,
  message: "the domain has the folders net, wireguard, discovery and mesh; move the file into one of them",
})
