/**
 * `meshfold wg`: one WireGuard interface from a wg-quick file, carried by a thread of this process and answering `wg`.
 * What there is of it in the system goes with it.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { readWgConfig } from "../adapters/wgconf/read_wg_config.ts"
import { nativeSuite } from "../adapters/crypto/native_suite.ts"
import { diagnosticsText } from "./diagnostics.ts"
import { BadInput } from "./failures.ts"
import { endOnHangUp } from "./hang_up.ts"
import { performLines } from "../adapters/linux/ip_batch.ts"
import { readText } from "./read_text.ts"
import { changeOf, nameOf } from "./wg_change.ts"
import { visible } from "./visible.ts"
import { planLink } from "./wg_link.ts"
import type { Ready } from "./wg_process.ts"
import { answerWg, cipher, startWg, trouble } from "./wg_start.ts"

const file = Argument.String("file").pipe(
  Argument.withDescription("A wg-quick file; what it is called the interface is called: wg0.conf"),
)

const keylog = Flag.String("keylog").pipe(
  Flag.withDescription("Append what decrypts a capture to this file, for Wireshark; whoever has it reads the traffic"),
  Flag.optional,
)

export const wg = Command.make(
  "wg",
  { file, cipher, keylog },
  Effect.fnUntraced(function* ({ file: path, cipher, keylog }) {
    const name = yield* nameOf(path)
    const read = readWgConfig(yield* readText(path), nativeSuite)
    if (Result.isFailure(read)) return yield* new BadInput({ message: diagnosticsText(path, "", read.failure) })
    const { config, warnings } = read.success
    const link = planLink(name, config)
    const remarks = [...warnings.map(({ line, message }) => `${line}: ${message}`), ...link.warnings]
    yield* Effect.forEach(remarks, (remark) => Console.error(`${path}: ${remark}`))
    const change = yield* changeOf(path, config)
    yield* endOnHangUp
    const running = yield* startWg({
      name,
      change,
      cipher: Option.getOrUndefined(cipher),
      keyLog: Option.getOrUndefined(keylog),
      onNews: (text) => console.error(visible(`${name}: ${text}`)),
    })
    yield* Effect.try({ try: () => performLines(link.lines), catch: trouble(name) })
    yield* answerWg(name, running.process)
    yield* Console.log(readyText(name, running.ready, config.peers.length))
    process.exitCode = 0
    const reason = yield* Effect.promise(() => running.process.ended)
    if (reason !== undefined) return yield* new BadInput({ message: `${name}: ${reason}` })
  }, Effect.scoped),
).pipe(
  Command.withDescription("Run one WireGuard interface from a wg-quick file (Linux, root, Deno)"),
  Command.withExamples([
    { command: "meshfold wg wg0.conf", description: "Then `wg show wg0` shows it, and Ctrl-C ends it" },
  ]),
)

const readyText = (name: string, { port, cipher, lacks }: Ready, peers: number): string =>
  [
    `${name}: UDP port ${port}, ${peers} ${peers === 1 ? "peer" : "peers"}, ${cipher}; Ctrl-C ends it`,
    ...lacks.map((lack) => `${name}: ${lack}`),
  ].join("\n")
