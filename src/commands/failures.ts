/**
 * How a command can end other than well. The exit code is part of each: 1 for "no", 2 for "I could not even ask". What
 * there is to say about it `endings.ts` says, once.
 */
import * as Data from "effect/Data"
import type { PlatformError } from "effect/PlatformError"
import * as Runtime from "effect/Runtime"

/** Something that was given is wrong; `message` is for people, complete, and already says where. */
export class BadInput extends Data.TaggedError("BadInput")<{ readonly message: string }> {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [Runtime.errorReported] = false
}

/** The command line is wrong. The library has printed what and how it should be. */
export class Misused extends Data.TaggedError("Misused") {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [Runtime.errorReported] = false
}

/** Everything ran, and not all of it came out as expected. The report has said so. */
export class NotAsExpected extends Data.TaggedError("NotAsExpected")<{ readonly failed: number }> {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

/** The same program, in another process, ended so; whatever there was to say it has said. */
export class EndedInside extends Data.TaggedError("EndedInside")<{ readonly code: number }> {
  override readonly [Runtime.errorExitCode] = this.code
  override readonly [Runtime.errorReported] = false
}

/** What should never happen did. sysexits(3) calls it EX_SOFTWARE. */
export class Broken extends Data.TaggedError("Broken") {
  override readonly [Runtime.errorExitCode] = 70
  override readonly [Runtime.errorReported] = false
}

/** What is wrong with a file, in words. */
export function fileTrouble({ message, reason }: PlatformError): string {
  switch (reason._tag) {
    case "NotFound":
      return "there is no such file"
    case "PermissionDenied":
      return "no permission"
    case "BadResource":
      return "this is no file; name files, as in scenarios/*.yaml"
    default:
      return nameOf(reason.cause) === "NotCapable" ? "Deno was started without permission for this file" : message
  }
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : "")
