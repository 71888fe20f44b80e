/** Which packages each folder may import. */
import { isBuiltin } from "node:module"
import { importsOf, isRelative, packageOf } from "./imports.ts"
import { programFiles, topOf } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

/** Data modules of effect: values and pure functions, nothing that needs its runtime. `effect/<Module>` and below. */
export const EFFECT_DATA = [
  "Schema",
  "SchemaParser",
  "SchemaIssue",
  "SchemaTransformation",
  "SchemaGetter",
  "Result",
  "Option",
  "Brand",
  "Order",
  "Equal",
  "Encoding",
  "net",
  "encoding",
]

interface Allowance {
  readonly may: (specifier: string) => boolean
  readonly inWords: string
}

const DATA = "effect's data modules by subpath (EFFECT_DATA)"

const isData = (specifier: string): boolean =>
  specifier.startsWith("effect/") && EFFECT_DATA.includes(specifier.split("/")[1] ?? "")

const isEffect = (specifier: string): boolean => packageOf(specifier) === "effect"

const isFromEffect = (specifier: string): boolean => isEffect(specifier) || specifier.startsWith("@effect/")

const DOMAIN: Allowance = {
  may: (specifier) => isData(specifier) || specifier.startsWith("@noble/"),
  inWords: `${DATA} and @noble/*`,
}

/** Messages on the wire are protobuf, and nowhere else in the domain is anything. */
const DISCOVERY: Allowance = {
  may: (specifier) => DOMAIN.may(specifier) || packageOf(specifier) === "@bufbuild/protobuf",
  inWords: `${DOMAIN.inWords} and @bufbuild/protobuf`,
}

const REPORT: Allowance = {
  may: (specifier) => isData(specifier) || !(isFromEffect(specifier) || isBuiltin(specifier)),
  inWords: `${DATA} and npm libraries, nothing of the runtime`,
}

const ROOT: Allowance = { may: isFromEffect, inWords: "effect and @effect/*" }

/** Adapters are not in the table: they may import anything. */
const TABLE: ReadonlyMap<string, Allowance> = new Map([
  ["domain", DOMAIN],
  ["sim", { may: isData, inWords: DATA }],
  ["agent", { may: isEffect, inWords: "effect" }],
  ["report", REPORT],
  ["commands", ROOT],
  ["main.ts", ROOT],
])

const allowanceOf = (path: string): Allowance | undefined =>
  path.startsWith("src/domain/discovery/") ? DISCOVERY : TABLE.get(topOf(path))

export const packages = (project: Project): readonly Violation[] =>
  programFiles(project).flatMap((file) => {
    const allowance = allowanceOf(file.path)
    if (allowance === undefined) return []
    return importsOf(file).flatMap(({ specifier, line }) => {
      if (specifier === undefined || isRelative(specifier) || allowance.may(specifier)) return []
      const message = `"${specifier}" is closed to ${topOf(file.path)}, which may import ${allowance.inWords}; ` +
        "put the use behind a port in src/adapters"
      return [{ rule: "arrows/package", path: file.path, line, message }]
    })
  })
