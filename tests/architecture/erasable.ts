/** Only syntax that disappears when the types are stripped: both runtimes execute the sources as they stand. */
import ts from "typescript"
import type { Project, SourceFile } from "./project.ts"
import { lineOf, walk } from "./syntax.ts"
import type { Violation } from "./violation.ts"

export const erasable = (project: Project): readonly Violation[] => [...project.files.values()].flatMap(remainsIn)

function remainsIn(file: SourceFile): readonly Violation[] {
  const found: Violation[] = []
  walk(file.ast, (node) => {
    const message = remains(node)
    if (message !== undefined) found.push({ rule: "gates/erasable", path: file.path, line: lineOf(node), message })
  })
  return found
}

function remains(node: ts.Node): string | undefined {
  if (ts.isEnumDeclaration(node)) return `enum ${node.name.text}: write a union of literals`
  if (ts.isModuleDeclaration(node) && isNamespace(node)) return `namespace ${node.name.text}: a file is the namespace`
  if (ts.isDecorator(node)) return "decorators hide a call; make the call"
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) {
    return "parameter properties do not erase; declare the field and assign it in the constructor"
  }
  if (ts.isImportEqualsDeclaration(node)) return "import = does not erase; use import ... from"
  return ts.isExportAssignment(node) && node.isExportEquals === true ? "export = does not erase; use export" : undefined
}

/** `declare module "…"` and `declare global` only describe, and are no namespaces. */
const isNamespace = (node: ts.ModuleDeclaration): boolean => ts.isIdentifier(node.name) && node.name.text !== "global"
