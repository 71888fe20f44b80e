/** A trace as a file of JSON lines, written slice by slice. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { TraceSink } from "../sim/trace.ts"
import type { PlatformError } from "effect/PlatformError"
import { BadInput, fileTrouble } from "./failures.ts"

export interface TraceFile {
  readonly sink: TraceSink
  /** Writes what has gathered. */
  readonly flush: Effect.Effect<void, BadInput>
}

/** Opens the file, and closes it with the scope. A file that is there is written over, unless it is one of `precious`. */
export const openTrace = Effect.fnUntraced(function* (path: string, precious: readonly string[] = []) {
  const files = yield* FileSystem.FileSystem
  const refuse = Effect.mapError((error: PlatformError) => new BadInput({ message: `${path}: ${traceTrouble(error)}` }))
  if (path === "") return yield* new BadInput({ message: "--trace needs the name of a file" })
  for (const one of precious) {
    if (!(yield* areOne(path, one))) continue
    return yield* new BadInput({ message: `${path}: this is the scenario itself; --trace would write over it` })
  }
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

/** Whether two paths lead to one file, over links of either kind as well. */
const areOne = Effect.fnUntraced(function* (a: string, b: string) {
  const files = yield* FileSystem.FileSystem
  const places = yield* Effect.forEach([a, b], (path) => Effect.option(files.realPath(path)))
  const stats = yield* Effect.forEach([a, b], (path) => Effect.option(files.stat(path)))
  const [real, other] = places.map(Option.getOrUndefined)
  const [stat, same] = stats.map(Option.getOrUndefined)
  if (real !== undefined && real === other) return true
  if (stat === undefined || same === undefined || Option.isNone(stat.ino)) return false
  return stat.dev === same.dev && Option.getOrUndefined(same.ino) === stat.ino.value
})

function traceTrouble(error: PlatformError): string {
  if (error.reason._tag === "NotFound") return "there is no such folder"
  if (error.reason._tag === "BadResource") return "this is a folder; --trace needs a file"
  return error.reason._tag === "PermissionDenied" ? "no permission to write there" : fileTrouble(error)
}
