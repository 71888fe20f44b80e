/** The command line: a table of commands, and what becomes of their failures. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import manifest from "../package.json" with { type: "json" }
import { configCheck } from "./commands/config_check.ts"
import { configSchema } from "./commands/config_schema.ts"
import { identity } from "./commands/identity.ts"
import { helpAfterMistakes, misused, tellEndings } from "./commands/endings.ts"
import { labNat } from "./commands/lab_nat.ts"
import { Screens } from "./commands/screens.ts"
import { run } from "./commands/run.ts"
import { simCheck } from "./commands/sim_check.ts"
import { simRun } from "./commands/sim_run.ts"
import { simSchema } from "./commands/sim_schema.ts"
import { wg } from "./commands/wg.ts"
import { wgWatch } from "./commands/wg_watch.ts"

const sim = Command.make("sim").pipe(
  Command.withDescription("Simulate meshes: NATs, firewalls, roaming, faults"),
  Command.withSubcommands([simRun, simCheck, simSchema]),
)

const config = Command.make("config").pipe(
  Command.withDescription("What a node is told: Talos machine configurations, documents, or the short form"),
  Command.withSubcommands([configCheck, configSchema]),
)

const lab = Command.make("lab").pipe(
  Command.withDescription("Real NATs and firewalls out of namespaces, on this machine's kernel (Linux, root, Deno)"),
  Command.withSubcommands([labNat]),
)

const meshfold = Command.make("meshfold").pipe(
  Command.withDescription("A full-mesh WireGuard network that finds its own peers"),
  Command.withSubcommands([run, sim, lab, config, identity, wg, wgWatch]),
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
