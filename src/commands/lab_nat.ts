/**
 * `meshfold lab nat`: a scenario's routers, firewalls and links out of namespaces and nftables, its traffic as plain UDP
 * on them, and next to each datagram what the simulator says of it.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { againInSandbox } from "../adapters/netns/again.ts"
import { isInSandbox } from "../adapters/netns/sandbox.ts"
import { sandboxTroubles } from "../adapters/netns/sandbox_troubles.ts"
import { formatEndpoint } from "../domain/net/endpoint.ts"
import { type Duration, duration } from "../domain/net/instant.ts"
import { type LabRow, labRows, labVerdict, lateText } from "../report/lab_text.ts"
import { kernelLuck } from "../sim/lab/kernel_luck.ts"
import { ModelLab } from "../sim/lab/model.ts"
import { type Outcome, outcomeText } from "../sim/lab/outcome.ts"
import { isAnswer, type Probe, type Schedule } from "../sim/lab/probe.ts"
import { scheduleOf } from "../sim/lab/traffic.ts"
import { labTroubles } from "../sim/lab/troubles.ts"
import type { ScenarioFile } from "../sim/scenario/schema.ts"
import { readDuration } from "../sim/scenario/units.ts"
import { endingInside } from "./ending_inside.ts"
import { BadInput, NotAsExpected } from "./failures.ts"
import { KernelLab } from "./lab_kernel.ts"
import { loadScenario } from "./load_scenario.ts"
import { Screens } from "./screens.ts"
import { DEFAULT_SEED } from "./sim_flags.ts"

const file = Argument.String("file").pipe(Argument.withDescription("A scenario file (YAML)"))

const until = Flag.Int("until").pipe(
  Flag.withDescription("Seconds to play, in real time; 20, or less if the scenario is over before"),
  Flag.filter((seconds) => seconds > 0, () => "at least one second"),
  Flag.withDefault(20),
)

export const labNat = Command.make(
  "nat",
  { file, until },
  Effect.fnUntraced(function* ({ file: path, until }) {
    const scenario = yield* loadScenario(path)
    const schedule = yield* playable(
      path,
      scenario,
      duration(Math.min(until * 1_000_000, readDuration(scenario.duration))),
    )
    if (!isInSandbox()) return yield* playInside()
    const { out, progress } = yield* Screens
    const bar = progress()
    const total = schedule.probes.length
    const { outcomes, lateness } = yield* Effect.promise(() =>
      play(scenario, schedule, (sent) => bar.show(sent / total, scenario.name))
    ).pipe(Effect.ensuring(Effect.sync(bar.clear)))
    const rows = rowsOf(scenario, schedule, outcomes)
    yield* Console.log([scenario.name, ...labRows(rows, out.style), "", labVerdict(rows, out.style)].join("\n"))
    const late = lateText(lateness)
    if (late !== undefined) yield* Console.error(late)
    const failed = rows.filter((row) => row.kernel !== row.model).length
    if (failed > 0) return yield* new NotAsExpected({ failed })
  }),
).pipe(
  Command.withDescription("Play a scenario's traffic on real NATs of this machine's kernel, beside the simulator's"),
  Command.withExamples([
    { command: "meshfold lab nat scenarios/poisoned.yaml", description: "As root, in namespaces of its own" },
  ]),
)

/** What will be sent; fails if the scenario cannot be built here. */
function playable(path: string, scenario: ScenarioFile, until: Duration): Effect.Effect<Schedule, BadInput> {
  const issues = labTroubles(scenario).map((issue) => `${path}: ${issue.path.join(".")}: ${issue.message}`)
  if (issues.length > 0) return Effect.fail(new BadInput({ message: issues.join("\n") }))
  const schedule = scheduleOf(scenario, until)
  if (schedule.probes.length > 0) return Effect.succeed(schedule)
  return Effect.fail(new BadInput({ message: `${path}: nothing is sent in that time` }))
}

/** Everything happens in the same program, started once more where it can harm nobody. */
const playInside = Effect.fnUntraced(function* () {
  const troubles = sandboxTroubles()
  if (troubles.length > 0) return yield* new BadInput({ message: troubles.join("\n") })
  const ending = endingInside(yield* Effect.promise(againInSandbox))
  if (ending !== undefined) return yield* ending
})

async function play(file: ScenarioFile, schedule: Schedule, onProgress: (sent: number) => void) {
  const lab = new KernelLab({ file, schedule, seed: file.seed ?? DEFAULT_SEED, name: "lab", onProgress })
  await KernelLab.play([lab], SETTLE)
  return lab
}

function rowsOf(file: ScenarioFile, schedule: Schedule, kernel: readonly Outcome[]): readonly LabRow[] {
  const seed = file.seed ?? DEFAULT_SEED
  const model = new ModelLab(file, schedule, { seed, luck: kernelLuck(file, kernel) }).run()
  return schedule.probes.map((probe, i): LabRow => ({
    at: probe.at,
    datagram: datagramText(probe),
    kernel: textOf(kernel[i]),
    model: textOf(model[i]),
  }))
}

const datagramText = ({ from, port, to, ttl }: Probe): string => {
  const target = isAnswer(to) ? `the sender of ${to.answering}` : formatEndpoint(to)
  return `${from}:${port} > ${target}${ttl === USUAL_TTL ? "" : ` ttl ${ttl}`}`
}

const textOf = (outcome: Outcome | undefined): string => (outcome === undefined ? "not sent" : outcomeText(outcome))

const USUAL_TTL = 64
/** Microseconds for what is under way at the end. */
const SETTLE = 500_000
