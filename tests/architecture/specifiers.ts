/** How a file may be named at all: packages bare and pinned in package.json, our own files with their extension. */
import { importsOf, packageOf, targetOf } from "./imports.ts"
import { dependenciesOf } from "./manifest.ts"
import { programFiles } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import type { Violation } from "./violation.ts"

/** The pre-1.0 ancestor of effect: it installs beside effect 4 and its values are not interchangeable. */
const ANCESTOR = "@effect/io"

const SCHEMES = ["jsr:", "http:", "https:", "npm:"]

export const specifiers = (project: Project): readonly Violation[] => [
  ...[...project.files.values()].flatMap(forbiddenIn),
  ...ancestorIn(project),
  ...programFiles(project).flatMap((file) => unresolvedIn(project, file)),
]

const forbiddenIn = (file: SourceFile): readonly Violation[] =>
  importsOf(file).flatMap(({ specifier, line }) => {
    const message = complaintAbout(specifier)
    return message === undefined ? [] : [{ rule: "arrows/specifier", path: file.path, line, message }]
  })

function complaintAbout(specifier: string | undefined): string | undefined {
  if (packageOf(specifier) === ANCESTOR) return `${ANCESTOR} was merged into effect; import effect/<Module>`
  const scheme = SCHEMES.find((prefix) => specifier?.startsWith(prefix))
  if (scheme === undefined) return undefined
  return `"${specifier}": no ${scheme} imports; pin the package in package.json and import it by its bare name`
}

const ancestorIn = (project: Project): readonly Violation[] =>
  dependenciesOf(project).filter(({ name }) => name === ANCESTOR).map(({ line }) => ({
    rule: "arrows/specifier",
    path: "package.json",
    line,
    message: `${ANCESTOR} was merged into effect; depend on effect alone`,
  }))

const unresolvedIn = (project: Project, file: SourceFile): readonly Violation[] =>
  importsOf(file).flatMap(({ specifier, line }) => {
    const message = whyUnresolved(project, specifier, targetOf(file.path, specifier))
    return message === undefined ? [] : [{ rule: "arrows/specifier", path: file.path, line, message }]
  })

function whyUnresolved(
  project: Project,
  specifier: string | undefined,
  target: string | undefined,
): string | undefined {
  if (specifier === undefined) return "a computed specifier cannot be checked; write the path as a literal"
  if (target === undefined) return undefined
  if (!/\.(ts|json)$/.test(specifier)) return `"${specifier}": write the extension, .ts or .json`
  return project.texts.has(target) ? undefined : `no file at ${target}; mend the path or add the file`
}
