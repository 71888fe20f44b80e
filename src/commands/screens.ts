/** What the process writes to: whether somebody looks, and in which style. */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import { colourStyle, plainStyle, type Style } from "../report/style.ts"
import { type Progress, progressOn } from "./progress.ts"

export class Screens extends Context.Service<Screens, {
  readonly out: { readonly style: Style }
  /** A bar for one piece of work. */
  readonly progress: () => Progress
}>()("meshfold/commands/screens/Screens") {
  /** Colour where standard output is a terminal and nobody asked for none (NO_COLOR). */
  static readonly process = Layer.sync(Screens, () => {
    const { stdout, stderr, env } = process
    const isColourful = stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb"
    return {
      out: { style: isColourful ? colourStyle : plainStyle },
      progress: () =>
        progressOn({
          isTerminal: stderr.isTTY && stdout.isTTY,
          write: (text) => void stderr.write(text),
          nowMs: () => performance.now(),
        }),
    }
  })
}
