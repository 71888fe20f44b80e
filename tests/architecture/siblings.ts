/** Each source file that can fail has its test beside it. */
import ts from "typescript"
import { isGenerated, programFiles } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

/** Adapters that need privileges or hardware, and are covered by tests/kernel instead. */
export const UNTESTED_FILES: readonly string[] = []

export const siblings = (project: Project, untested: readonly string[] = UNTESTED_FILES): readonly Violation[] => [
  ...programFiles(project).filter((file) => !isGenerated(file)).flatMap(({ path, ast }) => {
    const sibling = siblingOf(path)
    if (project.files.has(sibling) || isTypeOnly(ast) || untested.includes(path)) return []
    return [{ rule: "orphans/sibling", path, line: 1, message: `has no test beside it; write ${sibling}` }]
  }),
  ...untested.filter((path) => !project.files.has(path) || project.files.has(siblingOf(path))).map((path) => ({
    rule: "orphans/sibling",
    path,
    message: "is listed in UNTESTED_FILES without need; remove the entry",
  })),
]

const siblingOf = (path: string): string => path.replace(/\.ts$/, "_test.ts")

const isTypeOnly = (ast: ts.SourceFile): boolean =>
  ast.statements.every((statement) =>
    ts.isImportDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  )
