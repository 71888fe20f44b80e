/** No comment in src, tests included, silences the compiler or the linter. */
import ts from "typescript"
import type { Project, SourceFile } from "./project.ts"
import { lineAt } from "./syntax.ts"
import type { Violation } from "./violation.ts"

const DIRECTIVE = /@ts-(?:ignore|expect-error|nocheck)|deno-lint-ignore(?:-file)?/

export const directives = (project: Project): readonly Violation[] =>
  [...project.files.values()].filter(({ path }) => path.startsWith("src/")).flatMap((file) =>
    commentsIn(file).flatMap(({ pos, end }) => {
      const directive = DIRECTIVE.exec(file.text.slice(pos, end))
      if (directive === null) return []
      const message = `${directive[0]} hides a finding; mend what it found`
      return [{ rule: "gates/directive", path: file.path, line: lineAt(file.ast, pos + directive.index), message }]
    })
  )

/** Comments stand before tokens, so each token is asked for those in front of it and those behind it on its line. */
function commentsIn(file: SourceFile): readonly ts.CommentRange[] {
  const byPosition = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node): void => {
    node.getChildren(file.ast).forEach(visit)
    const before = ts.getLeadingCommentRanges(file.text, node.pos) ?? []
    const behind = ts.getTrailingCommentRanges(file.text, node.end) ?? []
    for (const range of [...before, ...behind]) byPosition.set(range.pos, range)
  }
  visit(file.ast)
  return [...byPosition.values()]
}
