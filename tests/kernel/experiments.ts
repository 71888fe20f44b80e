/** The experiments of spec/nat.md 1.3, on the kernel and in the model: a table of both answers side by side. */
import { KernelLab } from "../../src/commands/lab_kernel.ts"
import { ModelLab } from "../../src/sim/lab/model.ts"
import type { Experiment } from "./experiment.ts"
import { FILTERING } from "./experiments_filtering.ts"
import { MAPPING } from "./experiments_mapping.ts"
import { POISON } from "./experiments_poison.ts"

const numberOf = ({ id }: Experiment): number => Number.parseInt(id.slice(1), 10)

export const EXPERIMENTS: readonly Experiment[] = [...MAPPING, ...POISON, ...FILTERING]
  .sort((a, b) => numberOf(a) - numberOf(b))

/** True if kernel and model answer every one of them as they should. */
export async function runExperiments(): Promise<boolean> {
  const labs = EXPERIMENTS.map(({ file, schedule }, i) => new KernelLab({ file, schedule, seed: 1, name: `e${i}` }))
  try {
    await KernelLab.play(labs, SETTLE)
    const rows = EXPERIMENTS.map((experiment, i) => ({
      experiment,
      kernel: experiment.answer(labs[i]?.outcomes ?? []),
      model: modelAnswer(experiment),
    }))
    for (const row of rows) console.log(lineOf(row))
    const wrong = rows.filter(({ experiment, kernel, model }) =>
      !isRight(experiment, kernel) || !isRight(experiment, model)
    )
    console.log(
      `${rows.length - wrong.length} of ${rows.length} experiments: kernel and model answer as measured before`,
    )
    return wrong.length === 0
  } finally {
    for (const lab of labs) lab.close()
  }
}

export const modelAnswer = ({ file, schedule, answer }: Experiment): string =>
  answer(new ModelLab(file, schedule, { seed: 1 }).run())

interface Row {
  readonly experiment: Experiment
  readonly kernel: string
  readonly model: string
}

const isRight = ({ expected }: Experiment, answer: string): boolean => answer === expected

function lineOf({ experiment, kernel, model }: Row): string {
  const { id, title, expected } = experiment
  const verdict = kernel === expected && model === expected ? "ok  " : "FAIL"
  const answers = kernel === model ? `both: ${kernel}` : `kernel: ${kernel} | model: ${model}`
  const wanted = verdict === "ok  " ? "" : ` | measured before: ${expected}`
  return `${verdict} ${id.padEnd(4)} ${title} -> ${answers}${wanted}`
}

/** Microseconds for the last packets to arrive. */
const SETTLE = 500_000
