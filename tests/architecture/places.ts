/** Where a file stands, told from its path alone. */
import type { Project, SourceFile } from "./project.ts"

export const isTest = (path: string): boolean => /_test\.[cm]?[jt]sx?$/.test(path)

/** Whether `path` is one of `places`; a place that ends in a slash stands for all that lies under it. */
export const isAmong = (path: string, places: readonly string[]): boolean =>
  places.some((place) => (place.endsWith("/") ? path.startsWith(place) : path === place))

/** The files that make up the program: under src and no tests. */
export const programFiles = (project: Project): readonly SourceFile[] =>
  [...project.files.values()].filter(({ path }) => path.startsWith("src/") && !isTest(path))

/** The first name below src: `domain` for src/domain/node.ts, `main.ts` for src/main.ts. */
export const topOf = (path: string): string => path.split("/")[1] ?? ""
