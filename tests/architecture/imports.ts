/**
 * Every way in which one file names another: import and export-from, static or dynamic, of types or of values, and
 * `new URL("./worker.ts", import.meta.url)`, which is how a worker is started.
 */
import { posix } from "node:path"
import ts from "typescript"
import type { SourceFile } from "./project.ts"
import { lineOf, walk } from "./syntax.ts"

export interface Import {
  /** Undefined when it is computed at run time, which no test can follow. */
  readonly specifier: string | undefined
  readonly line: number
}

export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = []
  walk(file.ast, (node) => {
    const named = specifierNode(node)
    if (named !== undefined) found.push({ specifier: literalText(named), line: lineOf(named) })
  })
  return found
}

export const isRelative = (specifier: string): boolean => /^\.\.?(\/|$)/.test(specifier)

/** The path that a relative specifier means, from the repository's root; undefined for a package. */
export const targetOf = (from: string, specifier: string | undefined): string | undefined =>
  specifier !== undefined && isRelative(specifier) ? posix.join(posix.dirname(from), specifier) : undefined

/** `@noble/curves` for `@noble/curves/ed25519.js`; undefined for a relative or computed one. */
export function packageOf(specifier: string | undefined): string | undefined {
  if (specifier === undefined || isRelative(specifier)) return undefined
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/")
}

function specifierNode(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node)) return node.argument
  if (ts.isCallExpression(node) && isImportCall(node)) return node.arguments[0]
  return ts.isNewExpression(node) && isModuleUrl(node) ? node.arguments?.[0] : undefined
}

const isImportCall = (node: ts.CallExpression): boolean =>
  node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === "import.meta.resolve"

function isModuleUrl(node: ts.NewExpression): boolean {
  const [specifier, base] = node.arguments ?? []
  if (node.expression.getText() !== "URL" || base?.getText() !== "import.meta.url") return false
  return specifier !== undefined && /\.[cm]?[jt]sx?$/.test(literalText(specifier) ?? "")
}

function literalText(node: ts.Node): string | undefined {
  if (ts.isLiteralTypeNode(node)) return literalText(node.literal)
  return ts.isStringLiteralLike(node) ? node.text : undefined
}
