/** How a command ends that was run once more in a process of its own: as that one did. */
import { Broken, EndedInside, Misused, NotAsExpected } from "./failures.ts"

/** Of its exit code, or of 128 and the signal that ended it; undefined: all went well. */
export function endingInside(code: number): Broken | EndedInside | Misused | NotAsExpected | undefined {
  if (code === 0) return undefined
  if (code === 1) return new NotAsExpected({ failed: 1 })
  if (code === 2) return new Misused()
  return code > SIGNALS ? new EndedInside({ code }) : new Broken()
}

const SIGNALS = 128
