/**
 * Tells the global `process` from a parameter of that name. TypeScript's own checker resolves the scopes, over the
 * given files alone: with no library loaded, a name that nothing declares is a global.
 */
import ts from "typescript"
import { isReference } from "./syntax.ts"

export type IsGlobal = (name: ts.Identifier) => boolean

export function globalReader(asts: readonly ts.SourceFile[]): IsGlobal {
  const checker = checkerOf(asts)
  return (name) => {
    if (!isReference(name)) return false
    const symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name)
    return (symbol?.declarations ?? []).every(isAmbient)
  }
}

/** `declare const process: …` only describes what is there already. */
const isAmbient = (declaration: ts.Declaration): boolean =>
  ts.findAncestor(
    declaration,
    (node) =>
      ts.canHaveModifiers(node) &&
      (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword),
  ) !== undefined

function checkerOf(asts: readonly ts.SourceFile[]): ts.TypeChecker {
  const byPath = new Map(asts.map((ast) => [ast.fileName, ast]))
  const host: ts.CompilerHost = {
    getSourceFile: (path) => byPath.get(path),
    fileExists: (path) => byPath.has(path),
    readFile: (path) => byPath.get(path)?.text,
    writeFile: () => {},
    getDefaultLibFileName: () => "",
    getCurrentDirectory: () => "",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
  }
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext }
  return ts.createProgram([...byPath.keys()], options, host).getTypeChecker()
}
