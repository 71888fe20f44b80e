/** Outcomes are values: the domain does not throw, a closed union has no default arm, and the core prints nothing. */
import ts from "typescript"
import { globalReader, type IsGlobal } from "./globals.ts"
import { isAmong, programFiles } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import { lineOf, memberName, walk } from "./syntax.ts"
import type { Violation } from "./violation.ts"

const DOMAIN = ["src/domain/"]
const MAY_THROW = ["src/domain/assert.ts"]
const CLOSED_UNIONS = ["src/domain/", "src/sim/", "src/report/"]
const SILENT = ["src/domain/", "src/sim/", "src/report/", "src/agent/"]

export function outcomes(project: Project): readonly Violation[] {
  const files = programFiles(project)
  const isGlobal = globalReader(files.map(({ ast }) => ast))
  return files.flatMap((file) => hiddenOutcomes(file, isGlobal))
}

function hiddenOutcomes(file: SourceFile, isGlobal: IsGlobal): readonly Violation[] {
  const { path } = file
  const mayNotThrow = isAmong(path, DOMAIN) && !isAmong(path, MAY_THROW)
  const found: Violation[] = []
  const report = (rule: string, node: ts.Node, message: string): number =>
    found.push({ rule, path, line: lineOf(node), message })
  walk(file.ast, (node) => {
    if (mayNotThrow && ts.isThrowStatement(node)) {
      report("gates/throw", node, "the domain does not throw; return a Result, or assert what only a bug can break")
    }
    if (isAmong(path, CLOSED_UNIONS) && isOpenArm(node)) {
      report("gates/default", node, "default swallows a new tag in silence; write a case for each")
    }
    if (isAmong(path, SILENT) && ts.isIdentifier(node) && node.text === "console" && isGlobal(node)) {
      report("gates/console", node, "the core prints nothing; return an output, or log through a port")
    }
  })
  return found
}

/** A default clause of a switch over some `._tag`. */
const isOpenArm = (node: ts.Node): boolean =>
  ts.isDefaultClause(node) && memberName(unwrapped(node.parent.parent.expression)) === "_tag"

const unwrapped = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) ? unwrapped(node.expression) : node
