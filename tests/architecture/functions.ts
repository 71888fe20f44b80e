/** The functions of a file, each with a name that stays the same when lines move. */
import ts from "typescript"
import type { SourceFile } from "./project.ts"
import { lineAt, lineOf, walk } from "./syntax.ts"

export interface FunctionShape {
  /** The names from the outside in: `Device.receive`, `step.anonymous`. */
  readonly name: string
  readonly line: number
  /** From its first line to its last, both counted. */
  readonly lines: number
  readonly parameters: number
  /** False for a signature: an interface's method, a function type. */
  readonly hasBody: boolean
}

export function functionsIn(file: SourceFile): readonly FunctionShape[] {
  const found: FunctionShape[] = []
  walk(file.ast, (node) => {
    if (!ts.isFunctionLike(node)) return
    const line = lineOf(node)
    found.push({
      name: pathOf(node),
      line,
      lines: lineAt(file.ast, node.getEnd()) - line + 1,
      parameters: node.parameters.filter(({ name }) => name.getText() !== "this").length,
      hasBody: "body" in node && node.body !== undefined,
    })
  })
  return found
}

function pathOf(node: ts.Node): string {
  const outer = ts.findAncestor(node.parent, (above) => ts.isFunctionLike(above) || ts.isClassLike(above))
  const name = ownName(node)
  return outer === undefined ? name : `${pathOf(outer)}.${name}`
}

function ownName(node: ts.Node): string {
  if (ts.isConstructorDeclaration(node)) return "constructor"
  if ("name" in node && isNode(node.name)) return node.name.getText()
  return "name" in node.parent && isNode(node.parent.name) ? node.parent.name.getText() : "anonymous"
}

const isNode = (value: unknown): value is ts.Node => typeof value === "object" && value !== null && "kind" in value
