/** No file stands for others: neither by exporting them again nor by a name that could hold anything. */
import { posix } from "node:path"
import ts from "typescript"
import { programFiles } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

const DRAWERS = ["index.ts", "mod.ts", "utils.ts", "util.ts", "helpers.ts", "types.ts", "common.ts", "misc.ts"]

export const barrels = (project: Project): readonly Violation[] =>
  programFiles(project).flatMap(({ path, ast }) => {
    const found: Violation[] = []
    if (isBarrel(ast)) {
      const message = "a file that only exports others hides where things live; import each from its own file"
      found.push({ rule: "arrows/barrel", path, line: 1, message })
    }
    if (DRAWERS.includes(posix.basename(path))) {
      const message = `${posix.basename(path)} could hold anything; name the file after the one thing it exports`
      found.push({ rule: "arrows/name", path, line: 1, message })
    }
    return found
  })

/** Importing a name in order to export it is the same barrel in two steps. */
const isBarrel = (ast: ts.SourceFile): boolean =>
  ast.statements.some(ts.isExportDeclaration) &&
  ast.statements.every((statement) => ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement))
