/**
 * `meshfold run`: this host as a member of a mesh, until it is told to end. The loop is the agent's; here its edges are
 * put together. What there is of it in the system goes with it, but for its identity and its journal.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Context from "effect/Context"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { monotonicClock } from "../adapters/clock/monotonic_clock.ts"
import { randomBytes } from "../adapters/crypto/random_bytes.ts"
import { hostNetwork } from "../adapters/host/host_network.ts"
import { hostName } from "../adapters/host/host_name.ts"
import { ownAddresses } from "../adapters/host/own_addresses.ts"
import { keptIdentity } from "../adapters/identity/identity_folder.ts"
import { journalFile } from "../adapters/journal/journal_file.ts"
import { dataPlane } from "../adapters/uapi/driver/data_plane.ts"
import { runAgent } from "../agent/agent.ts"
import { Discovery, Journal, MonotonicClock } from "../agent/ports.ts"
import { type Brain, createBrain } from "../domain/mesh/brain.ts"
import { DEFAULT_PORT } from "../domain/mesh/kubespan_options.ts"
import type { Event } from "../domain/mesh/event.ts"
import type { MeshConfig } from "../domain/mesh/config/mesh_config.ts"
import type { DiscoveryReported } from "../domain/mesh/observation.ts"
import { FIREWALL_MARK } from "../domain/mesh/steering.ts"
import { SecretKey } from "../domain/wireguard/secret_key.ts"
import { STATIC } from "../domain/discovery/assertion.ts"
import { BadInput } from "./failures.ts"
import { endOnHangUp } from "./hang_up.ts"
import { loadConfig } from "./load_config.ts"
import { hardwareAddress, mac } from "./own_hardware.ts"
import { givenDevice, ownDevice } from "./run_device.ts"
import { entryText } from "./run_entry.ts"
import { memberOf } from "./run_member.ts"
import { Teller } from "./run_telling.ts"
import { visible } from "./visible.ts"
import { cipher, trouble } from "./wg_start.ts"

const files = Argument.String("file").pipe(
  Argument.withDescription("Configuration files (YAML) that together make this node's configuration"),
  Argument.variadic({ min: 1 }),
)

const flags = {
  name: Flag.String("interface").pipe(
    Flag.withDescription("What the tunnel's interface is called; meshfold"),
    Flag.withDefault("meshfold"),
  ),
  isGiven: Flag.Boolean("existing").pipe(
    Flag.withDescription("The interface is there already, wireguard-go's or the kernel's; its peers become the mesh's"),
    Flag.withDefault(false),
  ),
  cipher,
  port: Flag.Int("port").pipe(
    Flag.withDescription(`UDP port; ${DEFAULT_PORT}`),
    Flag.filter((port) => port > 0 && port < 65_536, () => "from 1 to 65535"),
    Flag.withDefault(DEFAULT_PORT),
  ),
  state: Flag.String("state").pipe(
    Flag.withDescription("Folder of what is kept: key, id and journal; /var/lib/meshfold"),
    Flag.withDefault("/var/lib/meshfold"),
  ),
  isEntry: Flag.Boolean("entry").pipe(
    Flag.withDescription("Print what others need to know of this node for their static lists, and end"),
    Flag.withDefault(false),
  ),
  mac,
}

export const run = Command.make(
  "run",
  { files, ...flags },
  Effect.fnUntraced(function* ({ files, name, isGiven, isEntry, cipher, port, state, mac }) {
    const config = yield* runnable(files)
    if (!isEntry) yield* expectPeers(files, config)
    const hardware = yield* hardwareAddress(mac)
    const identity = yield* Effect.try({ try: () => keptIdentity(state, randomBytes), catch: trouble(state) })
    const { self, rules } = memberOf(config, { identity, hardware, hostname: hostName(), port })
    if (isEntry) return yield* Console.log(entryText({ self, rules }, ownAddresses()))
    const tell = (text: string): void => console.error(visible(`${name}: ${text}`))
    yield* endOnHangUp
    const mesh = yield* (isGiven ? givenDevice : ownDevice)({
      name,
      cipher: Option.getOrUndefined(cipher),
      onNews: tell,
      settings: { privateKey: identity.privateKey, listenPort: port, fwmark: FIREWALL_MARK },
      defaults: { presharedKey: new SecretKey(config.clusterSecret.bytes), keepalive: rules.policy.keepalive },
    })
    const tunnel = { name, address: rules.meshAddress, mtu: config.kubespan.mtu }
    const edges = yield* Layer.build(Layer.mergeAll(
      monotonicClock,
      dataPlane({ device: mesh.device, everyMs: 1_000, noticed: mesh.noticed, tell }),
      hostNetwork({ tunnel, keptEveryMs: 10_000, tell }),
      staticDiscovery(config),
      journalFile(`${state}/journal.jsonl`, tell),
    )).pipe(Effect.mapError(trouble(name)))
    yield* Console.log([
      `${name}: ${rules.meshAddress}, public key ${rules.localKey}; Ctrl-C ends it`,
      ...mesh.about.map((text) => `${name}: ${text}`),
    ].join("\n"))
    process.exitCode = 0
    const brain = createBrain(self, rules, Context.get(edges, MonotonicClock).now())
    const agent = told(brain, runAgent(brain)).pipe(Effect.provide(edges), Effect.mapError(trouble(name)))
    return yield* Effect.raceFirst(agent, mesh.ended)
  }, Effect.scoped),
).pipe(
  Command.withDescription("Run this host as a member of its mesh (Linux, root, Deno)"),
  Command.withExamples([
    { command: "meshfold run node.yaml", description: "Peers of a static list; `wg show meshfold` shows them" },
    { command: "meshfold run node.yaml --interface wg0 --existing", description: "On an interface that is there" },
  ]),
)

const runnable = Effect.fnUntraced(function* (files: readonly string[]) {
  const { config } = yield* loadConfig(files)
  const where = files.join(", ")
  if (config === undefined || !config.enabled) {
    return yield* new BadInput({ message: `${where}: KubeSpan is off there; there is nothing to run` })
  }
  return config
})

const expectPeers = Effect.fnUntraced(function* (files: readonly string[], { discovery }: MeshConfig) {
  const where = files.join(", ")
  if (discovery.static.length === 0) return yield* new BadInput({ message: `${where}: ${NO_PEERS}` })
  if (discovery.services.length > 0 || discovery.kubernetes) yield* Console.error(`${where}: ${DEAF}`)
})

/** Peers that are known from the start, and for ever; there is nobody to tell of ourselves. */
function staticDiscovery(config: MeshConfig) {
  const report: DiscoveryReported = {
    _tag: "DiscoveryReported",
    source: STATIC,
    seen: config.discovery.static,
    gone: [],
  }
  const reports = Stream.concat(Stream.succeed(report), Stream.never)
  return Layer.succeed(Discovery, { reports, publish: () => Effect.void })
}

/** What is recorded is also said, and so is who is up or down. */
const told = <E, R>(brain: Brain, agent: Effect.Effect<never, E, R>) =>
  Effect.gen(function* () {
    const journal = yield* Journal
    const { now } = yield* MonotonicClock
    const teller = new Teller(brain)
    const changes = Effect.suspend(() => say(teller.changes(now())))
    yield* changes.pipe(Effect.repeat(Schedule.spaced("1 second")), Effect.forkScoped)
    const append = (event: Event) =>
      journal.append(event).pipe(Effect.andThen(say(teller.texts(event))), Effect.andThen(changes))
    return yield* agent.pipe(Effect.provideService(Journal, { append }))
  }).pipe(Effect.scoped)

const say = (texts: readonly string[]) =>
  Effect.forEach(texts, (text) => Console.log(`${new Date().toISOString().slice(11, 19)} ${text}`), { discard: true })

const NO_PEERS = "there are no static peers, and discovery services are not spoken to yet: nobody would be found"
const DEAF = "discovery services and Kubernetes are not spoken to yet; only static peers are known"
