/**
 * What a node does. `step` is the only way in and the only joint between WireGuard, which knows packets and sessions,
 * and the mesh, which knows peers and policy: what WireGuard observes the mesh decides on, and what the mesh wants
 * WireGuard carries out, until neither has anything left to say. The simulator and the agent both drive this function.
 */
import type { Affiliate } from "./discovery/affiliate.ts"
import type { Input } from "./input.ts"
import { decide } from "./mesh/decide.ts"
import { evolve, initial } from "./mesh/evolve.ts"
import type { Intent } from "./mesh/intent.ts"
import type { Observation } from "./mesh/observation.ts"
import type { KubeSpanOptions } from "./mesh/kubespan_options.ts"
import { localAffiliate } from "./mesh/local_affiliate.ts"
import type { Policy } from "./mesh/policy/policy.ts"
import { react } from "./mesh/react.ts"
import type { Rules } from "./mesh/rules.ts"
import type { MeshState } from "./mesh/state.ts"
import { type Deadline, sooner } from "./net/deadline.ts"
import { after, earliest, type Instant } from "./net/instant.ts"
import type { IpAddress } from "./net/ip_address.ts"
import type { Output } from "./output.ts"
import { publicKeyOf } from "./public_key.ts"
import { Device, type DeviceOptions } from "./wireguard/device.ts"

export interface NodeConfig {
  /** Who we are; where we are is found out. */
  readonly self: Affiliate
  readonly meshAddress: IpAddress
  readonly listenPort: number
  /** The cluster's secret; every pair of peers has it as its preshared key. */
  readonly presharedKey: Uint8Array | undefined
  readonly options: KubeSpanOptions
  readonly policy: Policy
  readonly device: DeviceOptions
}

export interface Node {
  readonly config: NodeConfig
  readonly device: Device
  readonly rules: Rules
  mesh: MeshState
  lastPassAt: Instant
}

export function createNode(config: NodeConfig, now: Instant): Node {
  const { self, meshAddress, listenPort, options, policy, device: { keys } } = config
  return {
    config,
    device: new Device(config.device),
    rules: { localId: self.nodeId, localKey: publicKeyOf(keys.publicKey), meshAddress, listenPort, options, policy },
    mesh: initial,
    lastPassAt: now,
  }
}

/** When the node wants to be woken at the latest, and why. After a `step` this lies in the future. */
export function deadlineOf(node: Node): Deadline {
  return sooner(node.device.deadline(), { at: passAt(node), reason: "pass" })
}

/** The same without the reason, for those who ask after every packet. */
export const wakeAt = (node: Node): Instant => earliest(node.device.nextAt, passAt(node))

export function step(node: Node, input: Input, now: Instant): readonly Output[] {
  const outputs: Output[] = []
  take(node, input, now, outputs)
  settle(node, now, outputs)
  while (wakeAt(node) <= now) {
    wake(node, now, outputs)
    settle(node, now, outputs)
  }
  return outputs
}

function take(node: Node, input: Input, now: Instant, outputs: Output[]): void {
  switch (input._tag) {
    case "DatagramReceived":
      node.device.receive(input.datagram, input, now)
      break
    case "PacketRouted":
      node.device.send(input.packet, now)
      break
    case "DiscoveryReported":
      observe(node, input, now, outputs)
      break
    case "AddressesReported":
      node.device.forgetSources()
      observe(node, input, now, outputs)
      break
    case "ClockSet":
      node.device.setWallClock(input.unixMicrosAtZero)
      break
    case "Woke":
      break
  }
}

function wake(node: Node, now: Instant, outputs: Output[]): void {
  node.device.wake(now)
  if (passAt(node) > now) return
  while (passAt(node) <= now) node.lastPassAt = passAt(node)
  observe(node, { _tag: "PassDue" }, now, outputs)
}

const passAt = (node: Node): Instant => after(node.lastPassAt, node.config.policy.passInterval)

/** Passes on what the device did. Observations among it may make it do more, so this goes on until it is quiet. */
function settle(node: Node, now: Instant, outputs: Output[]): void {
  for (let done = node.device.drain(); done.length > 0; done = node.device.drain()) {
    for (const output of done) {
      if (output._tag === "Transmit" || output._tag === "Deliver") outputs.push(output)
      else observe(node, output, now, outputs)
    }
  }
}

function observe(node: Node, observation: Observation, now: Instant, outputs: Output[]): void {
  for (const event of decide(node.mesh, observation, node.rules, now)) {
    node.mesh = evolve(node.mesh, event)
    outputs.push({ _tag: "Recorded", event })
    for (const intent of react(node.mesh, event)) perform(node, intent, now, outputs)
  }
}

function perform(node: Node, intent: Intent, now: Instant, outputs: Output[]): void {
  switch (intent._tag) {
    case "ConfigurePeer": {
      const { peer: publicKey, allowedIps, endpoint } = intent
      const { presharedKey, policy: { keepalive } } = node.config
      node.device.setPeer({ publicKey, allowedIps, presharedKey, keepalive }, now)
      if (endpoint && !node.device.endpointOf(publicKey)) node.device.setEndpoint(publicKey, endpoint, now)
      break
    }
    case "RemovePeer":
      node.device.removePeer(intent.peer)
      outputs.push({ _tag: "Route", peer: intent.peer, prefixes: [] })
      break
    case "SetEndpoint":
      node.device.setEndpoint(intent.peer, intent.endpoint, now)
      break
    case "RoutePeer":
      outputs.push({ _tag: "Route", peer: intent.peer, prefixes: intent.prefixes })
      break
    case "Publish":
      outputs.push({ _tag: "Publish", affiliate: selfOf(node), harvest: node.mesh.harvest })
      break
  }
}

const selfOf = ({ config, mesh, rules }: Node): Affiliate => localAffiliate(config.self, mesh, rules)
