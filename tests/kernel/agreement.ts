/** Whether the model, with the kernel's luck, saw the same of each probe as the kernel did. */
import { ModelLab } from "../../src/sim/lab/model.ts"
import { type Outcome, outcomeText } from "../../src/sim/lab/outcome.ts"
import { lentPorts } from "./lent_ports.ts"
import type { Script } from "./script.ts"

export interface Comparison {
  /** One line for each probe. */
  readonly kernel: readonly string[]
  readonly model: readonly string[]
  /** Why the model thinks that a probe went no further. */
  readonly reasons: readonly string[]
  /** The first probe of which they saw different things. */
  readonly differsAt: number | undefined
}

export function compare(script: Script, seen: readonly Outcome[]): Comparison {
  const { file, schedule } = script
  const outcomes = new ModelLab(file, schedule, { seed: 1, luck: lentPorts(script, seen) }).run()
  const [kernel, model] = [seen, outcomes].map((all) => all.map(outcomeText))
  const differsAt = kernel?.findIndex((text, i) => text !== model?.[i]) ?? -1
  return {
    kernel: kernel ?? [],
    model: model ?? [],
    reasons: outcomes.map(({ drops }) => drops.join(", ")),
    differsAt: differsAt < 0 ? undefined : differsAt,
  }
}
