/**
 * `meshfold wg-watch`: what happens at a WireGuard interface that is there already, whoever made it: ours,
 * wireguard-go's, the kernel's. It only looks.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { DeviceControl } from "../adapters/uapi/device_control.ts"
import { ExternalDevice, type Observed } from "../adapters/uapi/driver/external_device.ts"
import { findDevice } from "../adapters/uapi/driver/find_device.ts"
import { messageOf } from "../domain/message_of.ts"
import { seconds } from "../domain/net/instant.ts"
import { BadInput } from "./failures.ts"
import { peerNewsJson, peerNewsText } from "./peer_news_text.ts"

const name = Argument.String("interface").pipe(
  Argument.withDescription("A WireGuard interface that is there: by its socket, or in this network namespace"),
)

const json = Flag.Boolean("json").pipe(
  Flag.withDescription("One JSON object a line, and nothing else"),
  Flag.withDefault(false),
)

const every = Flag.Finite("every").pipe(
  Flag.withDescription("Seconds from one look to the next; 1"),
  Flag.filter((seconds) => seconds >= 0.01 && seconds <= 86_400, () => "from 0.01 to 86400 seconds"),
  Flag.withDefault(1),
)

export const wgWatch = Command.make(
  "wg-watch",
  { name, json, every },
  Effect.fnUntraced(function* ({ name, json, every }) {
    const control = yield* attempt(() => findDevice({ name }))
    const device = new ExternalDevice(control, { presharedKey: undefined, keepalive: seconds(0) })
    const { report } = yield* attempt(() => device.observe())
    if (!json) yield* Console.log(begunText(control, report.peers.length))
    process.exitCode = 0
    while (true) {
      yield* Effect.sleep(every * 1_000)
      const observed = yield* attempt(() => device.observe())
      yield* Effect.forEach(linesOf(observed, name, json, yield* Clock.currentTimeMillis), (line) => Console.log(line))
    }
  }),
).pipe(
  Command.withDescription("Tell what happens at a WireGuard interface: handshakes, endpoints, bytes (root)"),
  Command.withExamples([
    { command: "meshfold wg-watch wg0", description: "Anybody's: ours, wireguard-go's, the kernel's; Ctrl-C ends it" },
    { command: "meshfold wg-watch wg0 --json --every 5", description: "For programs, and less often" },
  ]),
)

const linesOf = ({ news }: Observed, name: string, json: boolean, atMs: number): readonly string[] =>
  news.map((one) => json ? peerNewsJson(one, name, atMs) : peerNewsText(one, atMs))

const begunText = ({ name }: DeviceControl, peers: number): string =>
  `${name}: ${peers} ${peers === 1 ? "peer" : "peers"}; Ctrl-C ends it`

const attempt = <A>(operation: () => Promise<A>): Effect.Effect<A, BadInput> =>
  Effect.tryPromise({
    try: operation,
    catch: (error) => new BadInput({ message: messageOf(error) }),
  })
