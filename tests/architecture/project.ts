/**
 * What the rules look at: the repository's own text files, and each code file parsed. It comes from disk for the real
 * test, and from a record of texts for the fixtures; a rule cannot tell which.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"

export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly ast: ts.SourceFile
}

export interface Project {
  /** The code files by path from the repository's root, in ascending order. */
  readonly files: ReadonlyMap<string, SourceFile>
  /** Every loaded file by path, code or not, in ascending order. */
  readonly texts: ReadonlyMap<string, string>
}

const LOADED = [
  ".ci",
  "README.md",
  "bench",
  "deno.json",
  "deno.lock",
  "package-lock.json",
  "package.json",
  "proto",
  "scenarios",
  "src",
  "tests",
]

const CODE = /\.[cm]?[jt]sx?$/

export function projectFromDisk(root: string): Project {
  const texts: Record<string, string> = {}
  for (const path of LOADED.filter((name) => existsSync(join(root, name))).flatMap((name) => filesUnder(root, name))) {
    texts[path] = readFileSync(join(root, path), "utf8")
  }
  return projectFrom(texts)
}

export function projectFrom(record: Readonly<Record<string, string>>): Project {
  const texts = new Map(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  const files = new Map<string, SourceFile>()
  for (const [path, text] of texts) {
    if (!CODE.test(path)) continue
    files.set(path, { path, text, ast: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true) })
  }
  return { files, texts }
}

function filesUnder(root: string, path: string): readonly string[] {
  if (statSync(join(root, path)).isFile()) return [path]
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .flatMap((entry) => filesUnder(root, `${path}/${entry.name}`))
}
