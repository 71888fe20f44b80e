/** The few questions about a syntax tree that several rules ask. */
import ts from "typescript"

/** Calls `visit` for `node` and all below it, top down. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** Lines count from 1. */
export const lineOf = (node: ts.Node): number => lineAt(node.getSourceFile(), node.getStart())

export const lineAt = (ast: ts.SourceFile, position: number): number =>
  ast.getLineAndCharacterOfPosition(position).line + 1

/** `b` for `a.b`, `a?.b` and `a["b"]`; undefined for anything else. */
export function memberName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return node.argumentExpression.text
  }
  return undefined
}

/** Whether an identifier means a value or a type, as opposed to naming a property or the thing being declared. */
export function isReference(name: ts.Identifier): boolean {
  const parent = name.parent
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isQualifiedName(parent)) return parent.left === name
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false
  if ("name" in parent && parent.name === name) return false
  return !("propertyName" in parent && parent.propertyName === name)
}
