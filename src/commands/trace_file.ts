/** A trace as a file of JSON lines, written slice by slice. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { TraceSink } from "../sim/trace.ts"
import type { PlatformError } from "effect/PlatformError"
import { BadInput, fileTrouble } from "./failures.ts"

export interface TraceFile {
  readonly sink: TraceSink
  /** Writes what has gathered. */
  readonly flush: Effect.Effect<void, BadInput>
}

/** Opens the file, and closes it with the scope. A file that is there is overwritten. */
export const openTrace = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const refuse = Effect.mapError((error: PlatformError) => new BadInput({ message: `${path}: ${fileTrouble(error)}` }))
  const file = yield* files.open(path, { flag: "w" }).pipe(refuse)
  const encoder = new TextEncoder()
  let lines: string[] = []
  const trace: TraceFile = {
    sink: (record) => void lines.push(JSON.stringify(record)),
    flush: Effect.suspend(() => {
      if (lines.length === 0) return Effect.void
      const bytes = encoder.encode(lines.join("\n") + "\n")
      lines = []
      return file.writeAll(bytes).pipe(refuse)
    }),
  }
  return trace
})
