/**
 * What a node does. `step` is the joint between WireGuard, which knows packets and sessions, and the mesh, which knows
 * peers and policy: what WireGuard observes the mesh decides on, and what the mesh wants WireGuard carries out, until
 * neither has anything left to say. The simulator drives this function; the agent drives the same two halves with its
 * device in a thread of its own, and must come to the same events.
 */
import type { Affiliate } from "./discovery/affiliate.ts"
import type { Input } from "./input.ts"
import { type Brain, createBrain, observe, passAt, passIfDue } from "./mesh/brain.ts"
import type { KubeSpanOptions } from "./mesh/kubespan_options.ts"
import type { MeshOutput, PeerIntent } from "./mesh/mesh_output.ts"
import type { Policy } from "./mesh/policy/policy.ts"
import type { Rules } from "./mesh/rules.ts"
import { type Deadline, sooner } from "./net/deadline.ts"
import { earliest, type Instant } from "./net/instant.ts"
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

export interface Node extends Brain {
  readonly config: NodeConfig
  readonly device: Device
}

export function createNode(config: NodeConfig, now: Instant): Node {
  return { ...createBrain(config.self, rulesOf(config), now), config, device: new Device(config.device) }
}

export function rulesOf({ self, meshAddress, listenPort, options, policy, device: { keys } }: NodeConfig): Rules {
  return { localId: self.nodeId, localKey: publicKeyOf(keys.publicKey), meshAddress, listenPort, options, policy }
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
      perform(node, observe(node, input, now), now, outputs)
      break
    case "AddressesReported":
      node.device.forgetSources()
      perform(node, observe(node, input, now), now, outputs)
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
  perform(node, passIfDue(node, now), now, outputs)
}

/** Passes on what the device did. Observations among it may make it do more, so this goes on until it is quiet. */
function settle(node: Node, now: Instant, outputs: Output[]): void {
  for (let done = node.device.drain(); done.length > 0; done = node.device.drain()) {
    for (const output of done) {
      if (output._tag === "Transmit" || output._tag === "Deliver") outputs.push(output)
      else perform(node, observe(node, output, now), now, outputs)
    }
  }
}

/** What concerns peers is for the device, and what else the mesh wants for the driver. */
function perform(node: Node, wanted: readonly MeshOutput[], now: Instant, outputs: Output[]): void {
  for (const output of wanted) {
    switch (output._tag) {
      case "ConfigurePeer":
      case "RemovePeer":
      case "SetEndpoint":
        applyIntent(node.device, output, node.config, now)
        break
      case "Recorded":
      case "Publish":
      case "Route":
        outputs.push(output)
    }
  }
}

/** How a `Device` does what the mesh wants of WireGuard. */
export function applyIntent(device: Device, intent: PeerIntent, pair: PairOptions, now: Instant): void {
  switch (intent._tag) {
    case "ConfigurePeer": {
      const { peer: publicKey, allowedIps, endpoint } = intent
      const { presharedKey, policy: { keepalive } } = pair
      device.setPeer({ publicKey, allowedIps, presharedKey, keepalive }, now)
      if (endpoint && !device.endpointOf(publicKey)) device.setEndpoint(publicKey, endpoint, now)
      break
    }
    case "RemovePeer":
      device.removePeer(intent.peer)
      break
    case "SetEndpoint":
      device.setEndpoint(intent.peer, intent.endpoint, now)
      break
  }
}

/** What every pair of peers has in common. */
export type PairOptions = Pick<NodeConfig, "presharedKey" | "policy">
