/**
 * House rule 2: the fence of determinism. Inside it a result depends on the inputs alone, so that one seed gives one
 * trace on every machine and engine. The rule reads syntax, not text: comments, strings, property names and names that
 * the file itself declares are free.
 */
import { isBuiltin } from "node:module"
import ts from "typescript"
import { EXACT_MATH, FORBIDDEN_GLOBALS, isLocaleMethod } from "./fence.ts"
import { globalReader, type IsGlobal } from "./globals.ts"
import { importsOf, packageOf } from "./imports.ts"
import { isAmong, programFiles } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import { lineOf, memberName, walk } from "./syntax.ts"
import type { Violation } from "./violation.ts"

const FENCED = ["src/domain/", "src/sim/"]

export function determinism(project: Project): readonly Violation[] {
  const files = programFiles(project).filter(({ path }) => isAmong(path, FENCED))
  const isGlobal = globalReader(files.map(({ ast }) => ast))
  return files.flatMap((file) => [...usesIn(file, isGlobal), ...importsIn(file)])
}

function usesIn(file: SourceFile, isGlobal: IsGlobal): readonly Violation[] {
  const found: Violation[] = []
  walk(file.ast, (node) => {
    const message = forbiddenName(node, isGlobal) ?? forbiddenMember(node) ?? forbiddenSyntax(node)
    if (message !== undefined) found.push({ rule: "determinism", path: file.path, line: lineOf(node), message })
  })
  return found
}

function forbiddenName(node: ts.Node, isGlobal: IsGlobal): string | undefined {
  if (!ts.isIdentifier(node)) return undefined
  const advice = FORBIDDEN_GLOBALS.get(node.text)
  if (advice !== undefined) return isGlobal(node) ? `${node.text}: ${advice}` : undefined
  return node.text === "Math" && isGlobal(node) ? forbiddenMath(node) : undefined
}

function forbiddenMath(math: ts.Identifier): string | undefined {
  if (ts.isTypeQueryNode(math.parent)) return undefined
  const member = memberName(math.parent)
  if (member === undefined) return "Math: write Math.floor and its like in full, so that this test can tell which one"
  if (EXACT_MATH.has(member)) return undefined
  if (member === "random") return "Math.random: draw from the injected Random"
  return `Math.${member}: engines may differ in the last bit; compute with integers, or look the value up in a table`
}

function forbiddenMember(node: ts.Node): string | undefined {
  const member = memberName(node)
  if (member !== undefined && isLocaleMethod(member)) {
    return `${member}: depends on the machine's language; compare with < and >, format by hand`
  }
  if (!ts.isCallExpression(node) || node.arguments.length > 0) return undefined
  const called = memberName(node.expression)
  if (called !== "sort" && called !== "toSorted") return undefined
  return `${called}() without a comparator orders by text, 10 before 9; pass a comparator`
}

function forbiddenSyntax(node: ts.Node): string | undefined {
  if (ts.isForInStatement(node)) return "for...in also walks what is inherited; iterate a Map, an array or Object.keys"
  if (ts.isAwaitExpression(node)) return "await: the core is synchronous; return an output and take the answer as input"
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async: the core is synchronous; make it a plain function"
  if (node.kind === ts.SyntaxKind.AwaitKeyword) return "for await: the core is synchronous; iterate a plain iterable"
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) {
    return "import() answers later; import at the top of the file"
  }
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken || node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) {
    return "**: engines may differ in the last bit; shift, multiply, or write the constant"
  }
  return undefined
}

function importsIn(file: SourceFile): readonly Violation[] {
  const found: Violation[] = []
  for (const { specifier, line } of importsOf(file)) {
    if (specifier === undefined || !isBuiltin(specifier)) continue
    const message = `"${specifier}" belongs to the runtime; move the use behind a port in src/adapters`
    found.push({ rule: "determinism", path: file.path, line, message })
  }
  for (const node of file.ast.statements.filter(importsHashOrder)) {
    const message = "HashMap and HashSet iterate in hash order; use Map and Set, which iterate in insertion order"
    found.push({ rule: "determinism", path: file.path, line: lineOf(node), message })
  }
  return found
}

function importsHashOrder(node: ts.Statement): boolean {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return false
  const specifier = node.moduleSpecifier.text
  if (packageOf(specifier) !== "effect") return false
  const bindings = node.importClause?.namedBindings
  const names = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
  return [specifier, ...names.map((name) => (name.propertyName ?? name.name).text)].some((name) =>
    /Hash(Map|Set)$/.test(name)
  )
}
