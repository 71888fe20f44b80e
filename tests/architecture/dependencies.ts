/** Each dependency is pinned exactly, once, and used where it is listed for. */
import { importsOf, packageOf } from "./imports.ts"
import { dependenciesOf, type Dependency } from "./manifest.ts"
import { isTest, programFiles } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import type { Violation } from "./violation.ts"

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/

export function dependencies(project: Project): readonly Violation[] {
  if (!project.texts.has("package.json")) {
    return [{ rule: "orphans/dependency", path: "package.json", message: "is missing; pin the dependencies there" }]
  }
  const usedBySource = packagesOf(programFiles(project))
  const usedByTests = packagesOf([...project.files.values()].filter(({ path }) => isTestSide(path)))
  const seen = new Set<string>()
  return dependenciesOf(project).flatMap((dependency) => {
    const lacks: string[] = []
    if (!EXACT.test(dependency.version)) lacks.push(`"${dependency.version}" is no exact version; write one, as 1.2.3`)
    if (seen.has(dependency.name)) lacks.push("is listed twice; keep one entry")
    seen.add(dependency.name)
    const unused = whyUnused(dependency, usedBySource, usedByTests)
    if (unused !== undefined) lacks.push(unused)
    return lacks.map((message) => ({
      rule: "orphans/dependency",
      path: "package.json",
      line: dependency.line,
      message: `${dependency.name}: ${message}`,
    }))
  })
}

const isTestSide = (path: string): boolean => isTest(path) || path.startsWith("tests/") || path.startsWith("bench/")

const packagesOf = (files: readonly SourceFile[]): ReadonlySet<string | undefined> =>
  new Set(files.flatMap(importsOf).map(({ specifier }) => packageOf(specifier)))

function whyUnused(
  { section, name }: Dependency,
  bySource: ReadonlySet<string | undefined>,
  byTests: ReadonlySet<string | undefined>,
): string | undefined {
  if (section === "dependencies") {
    return bySource.has(name) ? undefined : "no file under src imports it; remove it, or list it under devDependencies"
  }
  if (section !== "devDependencies" || name.startsWith("@types/") || byTests.has(name)) return undefined
  return "no test and no benchmark imports it; remove it"
}
