/** From what a profile says of ports to the policy that hands them out; each external address has one of its own. */
import { BlockPorts } from "./block_ports.ts"
import { NextPort } from "./next_port.ts"
import { OwnPort } from "./own_port.ts"
import type { PortPolicy } from "./port_policy.ts"
import { UNPRIVILEGED } from "./port_span.ts"
import { type Chance, RandomPorts } from "./random_ports.ts"
import type { NatProfile } from "./rfc4787.ts"
import { SequentialPorts } from "./sequential_ports.ts"

type PortRules = Pick<NatProfile, "ports" | "portRange" | "step" | "blocks">

export function portPolicy({ ports, portRange, step, blocks }: PortRules, chance: Chance): PortPolicy {
  const anywhere = inTurn(new NextPort(), new RandomPorts(chance))
  switch (ports) {
    case "preserve":
      return inTurn(new OwnPort(portRange), anywhere)
    case "sequential":
      return inTurn(new NextPort(), new SequentialPorts(step))
    case "random":
      return anywhere
    case "block":
      return new BlockPorts({ blocks, range: portRange ?? UNPRIVILEGED, random: chance, within: anywhere })
    case "overload":
    case "static":
      return new OwnPort(portRange)
  }
}

/** The second only where the first has nothing. */
const inTurn = (first: PortPolicy, second: PortPolicy): PortPolicy => ({
  draw: (request) => first.draw(request) ?? second.draw(request),
})
