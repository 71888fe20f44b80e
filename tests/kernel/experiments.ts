/** The experiments of spec/nat.md 1.3, on the kernel and in the model: a table of both answers side by side. */
import { ModelLab } from "../../src/sim/lab/model.ts"
import type { Experiment } from "./experiment.ts"
import { FILTERING } from "./experiments_filtering.ts"
import { playedInTime } from "./in_time.ts"
import { playOnKernel } from "./kernel_run.ts"
import { MAPPING } from "./experiments_mapping.ts"
import { POISON } from "./experiments_poison.ts"

const numberOf = ({ id }: Experiment): number => Number.parseInt(id.slice(1), 10)

export const EXPERIMENTS: readonly Experiment[] = [...MAPPING, ...POISON, ...FILTERING]
  .sort((a, b) => numberOf(a) - numberOf(b))

/** True if kernel and model answer every one of them as they should. */
export async function runExperiments(): Promise<boolean> {
  const answers = await kernelAnswers()
  const rows = EXPERIMENTS.map((experiment): Row => ({
    experiment,
    kernel: answers.get(experiment) ?? LATE,
    model: modelAnswer(experiment),
  }))
  for (const row of rows) console.log(lineOf(row))
  const wrong = rows.filter(({ experiment, kernel, model }) =>
    !isRight(experiment, kernel) || !isRight(experiment, model)
  )
  console.log(`${rows.length - wrong.length} of ${rows.length} experiments: kernel and model answer as measured before`)
  return wrong.length === 0
}

/** What came of each that was in time in the end. */
async function kernelAnswers(): Promise<ReadonlyMap<Experiment, string>> {
  const answers = new Map<Experiment, string>()
  for await (const { inTime } of playedInTime(EXPERIMENTS, (experiment) => experiment, playOnKernel)) {
    for (const { item, run } of inTime) answers.set(item, item.answer(run.outcomes))
  }
  return answers
}

const LATE = "nothing that counts: this machine is too busy"

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
