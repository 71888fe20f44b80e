/** A tunnel's thread begins to load as soon as its command is asked for. Nobody need want it: of mistakes it knows nothing. */
import { foreseeThread } from "../adapters/dataplane/thread.ts"

/** The module that carries an interface's packets. */
export const WG_WORKER = new URL("./wg_worker.ts", import.meta.url)

export function foresee([command, ...words]: readonly string[]): void {
  const isAsked = (command === "wg" || command === "run") && words.some((word) => !word.startsWith("-"))
  const isWithout = words.some((word) => WITHOUT.includes(word))
  if (isAsked && !isWithout && "deno" in process.versions) foreseeThread(WG_WORKER)
}

/** Flags with which a command has no interface of its own. */
const WITHOUT = ["--help", "--entry", "--existing"]
