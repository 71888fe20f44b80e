/** Each event of the mesh is folded, tested and told of in the README's glossary. */
import ts from "typescript"
import { isTest } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import { lineOf, memberName, walk } from "./syntax.ts"
import type { Violation } from "./violation.ts"

const EVENTS = "src/domain/mesh/event.ts"
const EVOLVE = "src/domain/mesh/evolve.ts"

export function events(project: Project): readonly Violation[] {
  const file = project.files.get(EVENTS)
  if (file === undefined) {
    return [{ rule: "orphans/event", path: EVENTS, message: "is missing; declare the events there" }]
  }
  const tests = [...project.files.values()].filter(({ path }) => isTest(path) || path.startsWith("tests/"))
  const tested = new Set(tests.flatMap((test) => wordsOf(test, nameOrText)))
  const folded = new Set(wordsOf(project.files.get(EVOLVE), caseLabel))
  return tagsIn(file).flatMap(([tag, line]) => {
    const lacks: string[] = []
    if (!folded.has(tag)) lacks.push(`${tag} has no case in ${EVOLVE}; fold it there`)
    if (!tested.has(tag)) lacks.push(`${tag} is in no test; write one in which it happens`)
    if (project.texts.get("README.md")?.includes(`\`${tag}\``) === false) {
      lacks.push(`${tag} is not in README.md in backticks; add it to the glossary`)
    }
    return lacks.map((message) => ({ rule: "orphans/event", path: EVENTS, line, message }))
  })
}

/** The tags that `Schema.TaggedStruct("Tag", …)` declares, each with its line. */
function tagsIn(file: SourceFile): readonly (readonly [tag: string, line: number])[] {
  const found: [string, number][] = []
  walk(file.ast, (node) => {
    if (!ts.isCallExpression(node)) return
    const callee = memberName(node.expression) ?? node.expression.getText()
    const [tag] = node.arguments
    if (!callee.endsWith("TaggedStruct") || tag === undefined || !ts.isStringLiteralLike(tag)) return
    found.push([tag.text, lineOf(tag)])
  })
  return found
}

function wordsOf(file: SourceFile | undefined, wordAt: (node: ts.Node) => string | undefined): readonly string[] {
  const words: string[] = []
  if (file === undefined) return words
  walk(file.ast, (node) => {
    const word = wordAt(node)
    if (word !== undefined) words.push(word)
  })
  return words
}

const caseLabel = (node: ts.Node): string | undefined =>
  ts.isCaseClause(node) && ts.isStringLiteralLike(node.expression) ? node.expression.text : undefined

/** A tag counts as tested where it is a string, or the name of its constructor, but not inside a longer text. */
const nameOrText = (node: ts.Node): string | undefined =>
  ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? node.text : undefined
