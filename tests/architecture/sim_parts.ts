/** Arrows inside the simulator: the network knows nothing of hosts, the fabric nothing of nodes, the world joins them. */
import { importsOf, targetOf } from "./imports.ts"
import { programFiles } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

const SIM = "src/sim/"
const NODE = "src/domain/node.ts"

const ABOVE_THE_NETWORK = ["host", "fabric", "world", "scenario", "discovery"]

/** Parts of the simulator by the parts they must not import. */
const MUST_NOT_SEE: ReadonlyMap<string, readonly string[]> = new Map([
  ["nat", ABOVE_THE_NETWORK],
  ["netfilter", ABOVE_THE_NETWORK],
  ["middlebox", ABOVE_THE_NETWORK],
  ["firewall", ABOVE_THE_NETWORK],
  ["link", ABOVE_THE_NETWORK],
  ["fabric", ["world"]],
])

export const simParts = (project: Project): readonly Violation[] =>
  programFiles(project).filter(({ path }) => path.startsWith(SIM)).flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const message = complaint(partOf(file.path), targetOf(file.path, specifier) ?? "")
      return message === undefined ? [] : [{ rule: "arrows/sim", path: file.path, line, message }]
    })
  )

/** `nat` for src/sim/nat.ts and for all of src/sim/nat/; nothing outside of the simulator. */
const partOf = (path: string): string => /^src\/sim\/(.+?)(\.ts$|\/)/.exec(path)?.[1] ?? ""

function complaint(part: string, target: string): string | undefined {
  if (target === NODE && part !== "world") {
    return `only world drives nodes; hand ${part} plain values instead of ${NODE}`
  }
  const seen = partOf(target)
  if (!MUST_NOT_SEE.get(part)?.includes(seen)) return undefined
  return `${part} must not know of ${seen}; take what it needs as plain values and let world.ts join the two`
}
