/** package.json, read as a syntax tree so that every dependency has a line and a name given twice is not lost. */
import ts from "typescript"
import type { Project } from "./project.ts"
import { lineAt } from "./syntax.ts"

export interface Dependency {
  readonly section: string
  readonly name: string
  readonly version: string
  readonly line: number
}

const SECTIONS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]

export function dependenciesOf(project: Project): readonly Dependency[] {
  const ast = ts.parseJsonText("package.json", project.texts.get("package.json") ?? "{}")
  return membersOf(ast.statements[0]?.expression).flatMap((member) => {
    const section = nameOf(member)
    if (!SECTIONS.includes(section)) return []
    return membersOf(member.initializer).map((entry) => ({
      section,
      name: nameOf(entry),
      version: ts.isStringLiteral(entry.initializer) ? entry.initializer.text : "",
      line: lineAt(ast, entry.name.getStart(ast)),
    }))
  })
}

const membersOf = (node: ts.Node | undefined): readonly ts.PropertyAssignment[] =>
  node !== undefined && ts.isObjectLiteralExpression(node) ? node.properties.filter(ts.isPropertyAssignment) : []

const nameOf = (member: ts.PropertyAssignment): string => ts.isStringLiteral(member.name) ? member.name.text : ""
