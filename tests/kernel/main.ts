/**
 * `deno task test:kernel`: the model of Linux' NAT against the kernel itself, our WireGuard device on it against
 * another's, and agents on hosts, in a sandbox of its own.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import process from "node:process"
import { againInSandbox } from "../../src/adapters/netns/again.ts"
import { inSandbox, isInSandbox } from "../../src/adapters/netns/sandbox.ts"
import { sandboxTroubles } from "../../src/adapters/netns/sandbox_troubles.ts"
import { helpAfterMistakes, misused } from "../../src/commands/endings.ts"
import { runDifferential } from "./differential_report.ts"
import { runExperiments } from "./experiments.ts"
import { runAgents } from "./mesh/agents.ts"
import { runOffloads } from "./offloads/laws.ts"
import { interopTroubles, runInterop } from "./wireguard/interop.ts"
import { runPatiently } from "./wireguard/plan/patience.ts"

/** Tests of single parts that need a sandbox; elsewhere they are skipped. */
const UNITS = {
  nat: ["src/adapters/netns", "src/commands/lab_kernel_test.ts"],
  wireguard: ["src/adapters/dataplane", "src/commands/wg_process_test.ts", "src/commands/wg_worker_test.ts"],
  agents: ["src/adapters/host", "src/commands/run_device_test.ts", "src/commands/wg_start_test.ts"],
} as const
const TEST = ["test", "--allow-all", "--no-check", "--quiet", "src/adapters/linux"]
const PARTS = ["nat", "wireguard", "agents"] as const
type Part = typeof PARTS[number]

const USUAL_SCRIPTS = 300
const SEEDS = 2 ** 32

const number = Flag.Int("script").pipe(
  Flag.withDescription("Play the script of this number alone, and nothing else"),
  Flag.filter((value) => value >= 0, () => "zero or more"),
  Flag.optional,
)
const scripts = Flag.Int("scripts").pipe(
  Flag.withDescription(`How many random scripts to play; ${USUAL_SCRIPTS}`),
  Flag.filter((count) => count >= 0, () => "zero or more"),
  Flag.withDefault(USUAL_SCRIPTS),
)
const seed = Flag.Int("seed").pipe(
  Flag.withDescription("Of the random scripts and packets; another one each time"),
  Flag.filter((value) => value >= 0 && value < SEEDS, () => `a number from 0 to below ${SEEDS}`),
  Flag.optional,
)

const only = Flag.Literals("only", PARTS).pipe(
  Flag.withDescription("Only the model of NATs, only the WireGuard device, or only the agent; if left out, all"),
  Flag.optional,
)

interface Wanted {
  readonly only: Option.Option<Part>
  readonly number: Option.Option<number>
  readonly scripts: number
  readonly seed: Option.Option<number>
}

async function main(wanted: Wanted): Promise<number> {
  if (isInSandbox()) return (await runInside(wanted)) ? 0 : 1
  const parts = partsOf(wanted)
  const troubles = [...sandboxTroubles(), ...(parts.some((part) => part !== "nat") ? interopTroubles() : [])]
  if (troubles.length > 0) return skipped(troubles)
  if (Option.isSome(wanted.number)) return await againInSandbox()
  const beside = parts.includes("wireguard") ? runPatiently() : Promise.resolve(true)
  const units = parts.flatMap((part) => UNITS[part])
  const failed = await inSandbox(process.execPath, [...TEST, ...units]) || await againInSandbox()
  return await beside ? failed : 1
}

/** A single script is about NATs. */
const partsOf = ({ number, only }: Wanted): readonly Part[] =>
  Option.isSome(number) ? ["nat"] : Option.match(only, { onNone: () => PARTS, onSome: (part) => [part] })

/** No success where everything was made so that it need not be. */
function skipped(troubles: readonly string[]): number {
  const mayBe = (process.env["CI"] ?? "") !== "true"
  console.error(`${mayBe ? "skipped" : "FAIL"}: ${troubles.join("; ")}`)
  return mayBe ? 0 : 1
}

async function runInside(wanted: Wanted): Promise<boolean> {
  const parts = partsOf(wanted)
  const isNatRight = !parts.includes("nat") || await runNat(wanted)
  const isDeviceRight = !parts.includes("wireguard") || await runWireguard(wanted)
  return (!parts.includes("agents") || await runAgents()) && isDeviceRight && isNatRight
}

async function runWireguard({ seed }: Wanted): Promise<boolean> {
  const isCutAlike = runOffloads(chosenFrom(seed))
  return await runInterop() && isCutAlike
}

const chosenFrom = (seed: Option.Option<number>): number =>
  Option.getOrElse(seed, () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)

async function runNat({ number, scripts, seed }: Wanted): Promise<boolean> {
  const chosen = chosenFrom(seed)
  if (Option.isSome(number)) return await runDifferential({ seed: chosen, numbers: [number.value] })
  const isExpected = await runExperiments()
  const isSame = scripts === 0 ||
    await runDifferential({ seed: chosen, numbers: Array.from({ length: scripts }, (_, i) => i) })
  return isExpected && isSame
}

const program = Command.make(
  "test:kernel",
  { only, number, scripts, seed },
  (wanted) => Effect.promise(() => main(wanted)).pipe(Effect.map((code) => void (process.exitCode = code))),
).pipe(
  Command.withDescription("Hold NAT model, WireGuard device and agent against this machine's kernel (Linux, root)"),
  Command.run({ version: "" }),
  Effect.mapError(misused),
)

NodeRuntime.runMain(program.pipe(Effect.provide(Layer.merge(NodeServices.layer, helpAfterMistakes))))
