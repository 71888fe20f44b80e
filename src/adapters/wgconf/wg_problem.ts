/** What is wrong or odd in a file, and where. No message repeats what stands there: any of it may be a secret. */
export interface WgProblem {
  /** Both from 1. */
  readonly line: number
  readonly column: number
  /** The key as the manual spells it; empty where there is none, or an unknown one. */
  readonly path: string
  readonly message: string
}

/** By place in the file. */
export const inOrder = (problems: readonly WgProblem[]): readonly WgProblem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
