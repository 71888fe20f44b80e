/** The experiments of spec/nat.md 1.3, on the kernel and in the model: a table of both answers side by side. */
import { present } from "../../src/domain/assert.ts"
import { ModelLab } from "../../src/sim/lab/model.ts"
import type { Experiment } from "./experiment.ts"
import { FILTERING } from "./experiments_filtering.ts"
import { type KernelRun, playOnKernel } from "./kernel_run.ts"
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

/** What came of each; those in which anything was late are played again, fewer at a time. */
async function kernelAnswers(): Promise<ReadonlyMap<Experiment, string>> {
  const answers = new Map<Experiment, string>()
  let left = EXPERIMENTS
  for (let size = left.length, round = 0; left.length > 0 && round < MOST_ROUNDS; size = Math.ceil(size / 2), round++) {
    const runs = await playInBatches(left, size)
    for (const [experiment, { outcomes, isVoid }] of runs) {
      if (!isVoid) answers.set(experiment, experiment.answer(outcomes))
    }
    left = left.filter((experiment) => !answers.has(experiment))
  }
  return answers
}

async function playInBatches(all: readonly Experiment[], size: number): Promise<ReadonlyMap<Experiment, KernelRun>> {
  const runs = new Map<Experiment, KernelRun>()
  for (let i = 0; i < all.length; i += size) {
    const some = all.slice(i, i + size)
    const played = await playOnKernel(some, `e${i}-`)
    for (const [j, experiment] of some.entries()) runs.set(experiment, present(played[j], "one for each"))
  }
  return runs
}

const MOST_ROUNDS = 6
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
