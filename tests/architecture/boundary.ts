/** Decoding and unproven claims about types stay in the files where bytes, JSON or text come in. */
import ts from "typescript"
import { isAmong, isGenerated, programFiles } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import { lineOf, memberName, walk } from "./syntax.ts"
import type { Violation } from "./violation.ts"

/** A place that ends in a slash stands for all below it. */
export const BOUNDARY_FILES = [
  "src/adapters/",
  "src/sim/scenario/decode.ts",
  "src/domain/discovery/seal.ts",
  "src/domain/wireguard/message.ts",
  "src/domain/mesh/journal.ts",
  "src/domain/mesh/config/decode.ts",
]

export const boundary = (project: Project): readonly Violation[] =>
  programFiles(project).filter((file) => !isAmong(file.path, BOUNDARY_FILES) && !isGenerated(file)).flatMap(claimsIn)

function claimsIn(file: SourceFile): readonly Violation[] {
  const found: Violation[] = []
  walk(file.ast, (node) => {
    const message = decoding(node) ?? claim(node)
    if (message !== undefined) found.push({ rule: "gates/boundary", path: file.path, line: lineOf(node), message })
  })
  return found
}

function decoding(node: ts.Node): string | undefined {
  if (memberName(node) === "parse" && isMemberOf(node, "JSON")) {
    return "JSON.parse belongs in a boundary file (BOUNDARY_FILES); take the decoded value"
  }
  if (!ts.isIdentifier(node) || !node.text.startsWith("decodeUnknown")) return undefined
  return `${node.text} belongs in a boundary file (BOUNDARY_FILES); take the decoded value`
}

const isMemberOf = (node: ts.Node, owner: string): boolean =>
  (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.expression.getText() === owner

function claim(node: ts.Node): string | undefined {
  if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) {
    return `"as ${node.type.getText()}" claims what the compiler cannot see; decode, narrow, or use satisfies`
  }
  if (ts.isTypeAssertionExpression(node)) {
    return `"<${node.type.getText()}>" claims what the compiler cannot see; decode, narrow, or use satisfies`
  }
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any switches the compiler off; use unknown and decode, or a type"
  if (ts.isNonNullExpression(node)) return "! hides a missing value; use present(value, fact) or handle its absence"
  const isDefinite = (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) &&
    node.exclamationToken !== undefined
  return isDefinite ? "! claims that it is assigned; give it a value where it is declared" : undefined
}
