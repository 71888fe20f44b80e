/**
 * A file that a person wrote, as text. No more of it is read than such a file has, whatever it is: what grows without
 * end, waits for somebody to write, or is no text is told in a moment and takes no memory.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Result from "effect/Result"
import { BadInput, fileTrouble } from "./failures.ts"

export const readText = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const refuse = Effect.mapError((error: PlatformError) => bad(path, fileTrouble(error)))
  const { type } = yield* files.stat(path).pipe(refuse)
  if (type !== "File") return yield* bad(path, "this is no file; name files, as in scenarios/*.yaml")
  const bytes = yield* beginning(path).pipe(Effect.scoped, refuse)
  if (bytes.length > MAX_BYTES) return yield* bad(path, `the file is larger than ${MAX_BYTES} bytes`)
  const text = Result.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  if (Result.isFailure(text) || bytes.includes(0)) return yield* bad(path, "this is no text in UTF-8; save it as such")
  return text.success
})

/** As many bytes as a file may have, and one more if there are more. */
const beginning = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const file = yield* files.open(path)
  const bytes = new Uint8Array(MAX_BYTES + 1)
  let length = 0
  for (let last = -1; last !== 0 && length < bytes.length; length += last) {
    last = Number(yield* file.read(bytes.subarray(length)))
  }
  return bytes.subarray(0, length)
})

/** What `readYaml` takes, even if each byte is a character. */
const MAX_BYTES = 4 * 1024 * 1024

const bad = (path: string, trouble: string): BadInput => new BadInput({ message: `${path}: ${trouble}` })
