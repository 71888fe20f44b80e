/** `meshfold identity`: who a node would be in a cluster, computed as Talos computes it. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { randomBytes } from "../adapters/crypto/random_bytes.ts"
import { NodeId } from "../domain/discovery/affiliate.ts"
import { formatHardwareAddress } from "../domain/mesh/hardware_address.ts"
import { clusterPrefix, meshAddress } from "../domain/mesh/identity.ts"
import { machineId, newNodeId } from "../domain/mesh/node_identity.ts"
import { columns } from "../report/columns.ts"
import { BadInput } from "./failures.ts"
import { hardwareAddress, mac } from "./own_hardware.ts"
import { format } from "./sim_flags.ts"

const clusterId = Argument.String("cluster-id").pipe(
  Argument.withDescription("The cluster's id, as it stands in the configuration"),
)

const nodeId = Flag.String("node-id").pipe(
  Flag.withDescription("Id of a node that has one; otherwise a new one is made"),
  Flag.optional,
)

export const identity = Command.make(
  "identity",
  { clusterId, mac, nodeId, format },
  Effect.fnUntraced(function* ({ clusterId, mac, nodeId, format }) {
    if (!/^[!-~]+$/.test(clusterId)) return yield* new BadInput({ message: "A cluster id is visible ASCII text" })
    const hardware = yield* hardwareAddress(mac)
    const id = Option.isSome(nodeId) ? yield* known(nodeId.value) : newNodeId(randomBytes(32))
    const machine = machineId(id)
    if (Result.isFailure(machine)) {
      return yield* new BadInput({ message: `--node-id: this is no node id (${machine.failure})` })
    }
    const subnet = clusterPrefix(clusterId)
    const told = {
      subnet,
      mac: formatHardwareAddress(hardware),
      address: meshAddress(subnet, hardware),
      nodeId: id,
      machineId: machine.success,
    }
    return yield* Console.log(format === "json" ? JSON.stringify(told, null, 2) : textOf(told))
  }),
).pipe(
  Command.withDescription("Say which addresses and ids a node has in a cluster"),
  Command.withExamples([
    { command: "meshfold identity 8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo= --mac 2e:1a:b6:53:81:69" },
  ]),
)

const textOf = (told: Readonly<Record<string, string>>): string =>
  columns(Object.entries(told).map(([name, value]) => [`${name}:`, value])).join("\n")

const isNodeId = Schema.is(NodeId)

const known = (text: string): Effect.Effect<NodeId, BadInput> =>
  isNodeId(text)
    ? Effect.succeed(text)
    : Effect.fail(new BadInput({ message: "--node-id: a node id has from 1 to 256 characters" }))
