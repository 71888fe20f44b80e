/** The command line: a table of commands, of which the one that is wanted is loaded, and what becomes of their failures. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import manifest from "../../package.json" with { type: "json" }
import { helpAfterMistakes, misused, tellEndings } from "./endings.ts"
import { Screens } from "./screens.ts"

/** By their names. Each has dependencies that the others have no use for. */
const COMMANDS = {
  run: async () => (await import("./run.ts")).run,
  sim: async () => {
    const { simRun } = await import("./sim_run.ts")
    const { simCheck } = await import("./sim_check.ts")
    const { simSchema } = await import("./sim_schema.ts")
    return Command.make("sim").pipe(
      Command.withDescription("Simulate meshes: NATs, firewalls, roaming, faults"),
      Command.withSubcommands([simRun, simCheck, simSchema]),
    )
  },
  lab: async () => {
    const { labNat } = await import("./lab_nat.ts")
    return Command.make("lab").pipe(
      Command.withDescription(
        "Real NATs and firewalls out of namespaces, on this machine's kernel (Linux, root, Deno)",
      ),
      Command.withSubcommands([labNat]),
    )
  },
  config: async () => {
    const { configCheck } = await import("./config_check.ts")
    const { configSchema } = await import("./config_schema.ts")
    return Command.make("config").pipe(
      Command.withDescription("What a node is told: Talos machine configurations, documents, or the short form"),
      Command.withSubcommands([configCheck, configSchema]),
    )
  },
  identity: async () => (await import("./identity.ts")).identity,
  wg: async () => (await import("./wg.ts")).wg,
  "wg-watch": async () => (await import("./wg_watch.ts")).wgWatch,
}

const ALL = Object.entries(COMMANDS)

/** The one that the command line begins with; all of them for help and completions, and where it begins otherwise. */
function wanted([first, ...others]: readonly string[]): typeof ALL {
  const asked = ALL.filter(([name]) => name === first)
  return asked.length === 0 || others.some((word) => word.startsWith("--completions")) ? ALL : asked
}

const meshfold = Command.make("meshfold").pipe(
  Command.withDescription("A full-mesh WireGuard network that finds its own peers"),
  Command.withSubcommands(await Promise.all(wanted(process.argv.slice(2)).map(([, load]) => load()))),
)

const program = Command.run(meshfold, { version: manifest.version }).pipe(
  Effect.mapError(misused),
  Effect.provide(Layer.mergeAll(NodeServices.layer, Screens.process, helpAfterMistakes)),
  tellEndings,
)

/** What runs until it is told to end has then ended well: it says so by `process.exitCode`. */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Runtime.defaultTeardown(exit, (code) => onExit(code === INTERRUPTED ? Number(process.exitCode ?? code) : code))

const INTERRUPTED = 130

NodeRuntime.runMain(program, { teardown })
