/** House rule 3: size only shrinks. */
import { functionsIn } from "./functions.ts"
import { isGenerated, isTest, programFiles } from "./places.ts"
import type { Project, SourceFile } from "./project.ts"
import { allowed, type Exceptions, type Measure } from "./size_exceptions.ts"
import type { Violation } from "./violation.ts"

const FILE_LINES = 300
const TEST_LINES = 400
const FUNCTION_LINES = 50
const PARAMETERS = 4
const FOLDER_MEDIAN = 120

/**
 * What is still too long, by `path` or `path#function`, with its size today. An entry may shrink, never grow, and the
 * list itself may not lengthen: split a file or a function, do not list it here.
 */
export const SIZE_EXCEPTIONS: Exceptions = { sizes: {}, most: 0 }

export function sizes(project: Project, exceptions: Exceptions = SIZE_EXCEPTIONS): readonly Violation[] {
  const files = programFiles(project).filter((file) => !isGenerated(file))
  const all = [...project.files.values()].filter((file) => !isGenerated(file))
  const measures = [...all.flatMap(fileMeasure), ...files.flatMap(functionMeasures)]
  return [...allowed(measures, exceptions), ...files.flatMap(parameterCounts), ...folderMedians(files)]
}

function fileMeasure({ path, text }: SourceFile): readonly Measure[] {
  const inSource = path.startsWith("src/") && !isTest(path)
  const limit = inSource ? FILE_LINES : TEST_LINES
  const advice = inSource ? "one concept per file: move one out" : "split the tests by what they are about"
  return [{ key: path, path, line: 1, size: linesOf(text), limit, rule: "sizes/file", advice }]
}

const functionMeasures = (file: SourceFile): readonly Measure[] =>
  functionsIn(file).filter(({ hasBody }) => hasBody).map(({ name, line, lines }) => ({
    key: `${file.path}#${name}`,
    path: file.path,
    line,
    size: lines,
    limit: FUNCTION_LINES,
    rule: "sizes/function",
    advice: "keep the branches here and name the straight-line parts",
  }))

const parameterCounts = (file: SourceFile): readonly Violation[] =>
  functionsIn(file).filter(({ parameters }) => parameters > PARAMETERS).map(({ name, line, parameters }) => ({
    rule: "sizes/parameters",
    path: file.path,
    line,
    message:
      `${name} takes ${parameters} parameters, at most ${PARAMETERS} may be; gather some into one options object`,
  }))

function folderMedians(files: readonly SourceFile[]): readonly Violation[] {
  const byFolder = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf("/")))
  return [...byFolder].flatMap(([path, inside]) => {
    const median = medianOf(inside.map(({ text }) => linesOf(text)))
    if (median <= FOLDER_MEDIAN) return []
    const message = `the median file has ${median} lines, at most ${FOLDER_MEDIAN} may be; split the longer files`
    return [{ rule: "sizes/median", path, message }]
  })
}

const linesOf = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0)

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return (lower + upper) / 2
}
