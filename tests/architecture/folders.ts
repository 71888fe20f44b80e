/** Which folder of src may import which. */
import { importsOf, targetOf } from "./imports.ts"
import { isAmong, isTest, programFiles, topOf } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

/** All of sim that a report may read: what a run leaves behind, never how it runs. */
export const REPORT_MAY_SEE = ["src/sim/trace.ts", "src/sim/run.ts", "src/sim/summary.ts", "src/sim/trace/"]

/** System calls as such, which are no port of their own: whatever adapter needs some may have them. */
const SYSTEM = "src/adapters/linux/"

/** What each folder may import. A place that ends in a slash stands for all below it. */
const TABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ["domain", ["src/domain/"]],
  ["agent", ["src/domain/", "src/agent/"]],
  ["adapters", ["src/domain/", "src/agent/ports.ts", SYSTEM]],
  ["sim", ["src/domain/", "src/sim/"]],
  ["report", ["src/domain/", "src/report/", ...REPORT_MAY_SEE]],
  ["commands", ["src/", "package.json", "deno.json"]],
  ["main.ts", ["src/", "package.json", "deno.json"]],
])

export const folders = (project: Project): readonly Violation[] =>
  programFiles(project).flatMap((file) => {
    const allowed = placesFor(file.path)
    if (allowed === undefined) return [strayFile(file.path)]
    return importsOf(file).flatMap(({ specifier, line }) => {
      const target = targetOf(file.path, specifier)
      if (target === undefined || (isAmong(target, allowed) && !isTest(target))) return []
      return [{ rule: "arrows/folder", path: file.path, line, message: complaint(file.path, target, allowed) }]
    })
  })

function placesFor(path: string): readonly string[] | undefined {
  const places = TABLE.get(topOf(path))
  return topOf(path) === "adapters" ? places?.concat(portOf(path)) : places
}

/** A port's adapter is one file or one folder: `src/adapters/tun/` for src/adapters/tun/linux.ts. */
const portOf = (path: string): string => /^src\/adapters\/[^/]+\/?/.exec(path)?.[0] ?? path

function complaint(path: string, target: string, allowed: readonly string[]): string {
  if (isTest(target)) return `imports the test ${target}; move what both need into a source file`
  const names = allowed.join(", ")
  return `imports ${target}, but ${topOf(path)} may see only ${names}; pass the value in, or move one of the two files`
}

const strayFile = (path: string): Violation => ({
  rule: "arrows/folder",
  path,
  line: 1,
  message: `${topOf(path)} is not in the table of design.md, section 2; move the file to a folder that is`,
})
