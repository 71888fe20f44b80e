/** `meshfold sim run`: runs scenario files through the real node brain and says what happened, pair by pair. */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { runsJson } from "../report/json.ts"
import { overviewText, runText } from "../report/text.ts"
import { present } from "../domain/assert.ts"
import type { ScenarioFile } from "../sim/scenario/schema.ts"
import { summarise } from "../sim/summarise.ts"
import type { RunSummary } from "../sim/summary.ts"
import { World } from "../sim/world.ts"
import { BadInput, NotAsExpected } from "./failures.ts"
import { loadScenario } from "./load_scenario.ts"
import { runWorld } from "./run_world.ts"
import { Screens } from "./screens.ts"
import * as flags from "./sim_flags.ts"
import { openTrace } from "./trace_file.ts"
import { visible } from "./visible.ts"

interface Settings {
  readonly seed: Option.Option<number>
  readonly policy: Option.Option<keyof typeof flags.POLICIES>
  readonly suite: keyof typeof flags.SUITES
  readonly trace: Option.Option<string>
}

export const simRun = Command.make(
  "run",
  {
    files: flags.files,
    seed: flags.seed,
    policy: flags.policy,
    suite: flags.suite,
    format: flags.format,
    trace: flags.trace,
  },
  Effect.fnUntraced(function* ({ files, format, ...settings }) {
    if (Option.isSome(settings.trace) && files.length > 1) {
      return yield* new BadInput({ message: "--trace goes with one scenario file, not with several" })
    }
    const { out } = yield* Screens
    const scenarios = yield* Effect.forEach(files, (path) => Effect.map(loadScenario(path), (file) => ({ path, file })))
    const runs: RunSummary[] = []
    for (const { path, file } of scenarios) {
      const run = yield* runOne(path, file, settings)
      runs.push(run)
      if (format === "text") yield* Console.log(runText({ ...run, file: visible(path) }, out.style))
    }
    if (format === "json") yield* Console.log(runsJson(runs).trimEnd())
    else if (runs.length > 1) yield* Console.log(overviewText(runs, out.style).trimEnd())
    const failed = runs.filter(({ verdict }) => verdict === "fail").length
    if (failed > 0) return yield* new NotAsExpected({ failed })
  }),
).pipe(
  Command.withDescription("Run scenario files and say what happened, pair by pair"),
  Command.withExamples([
    { command: "meshfold sim run scenarios/one-nat.yaml", description: "One scenario, for people" },
    { command: "meshfold sim run scenarios/*.yaml --format json", description: "The catalogue, for programs" },
    { command: "meshfold sim run scenarios/one-nat.yaml --seed 7 --trace run.jsonl", description: "Every packet" },
  ]),
)

const runOne = Effect.fnUntraced(function* (path: string, file: ScenarioFile, settings: Settings) {
  const seed = Option.getOrElse(settings.seed, () => file.seed ?? flags.DEFAULT_SEED)
  const name = Option.getOrElse(settings.policy, () => file.policy ?? flags.DEFAULT_POLICY)
  const policy = present(Object.entries(flags.POLICIES).find(([one]) => one === name)?.[1], "the file was validated")
  const trace = yield* Effect.transposeOption(Option.map(settings.trace, (to) => openTrace(to, [path])))
  const { sink, flush } = Option.getOrElse(trace, () => ({ sink: undefined, flush: Effect.void }))
  const { progress } = yield* Screens
  const world = new World(file, { seed, policy, suite: flags.SUITES[settings.suite], trace: sink })
  const wallMs = yield* runWorld(world, { progress: progress(), label: file.name, afterSlice: flush })
  return summarise(world, { file: path, seed, policy: policy.name, suite: settings.suite, wallMs })
}, Effect.scoped)
