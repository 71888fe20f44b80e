/** One `step` of a node among a hundred peers: what a packet costs above its cryptography. */
import type { Input } from "../src/domain/input.ts"
import { DEFAULT_OPTIONS } from "../src/domain/mesh/kubespan_options.ts"
import { kubespan } from "../src/domain/mesh/policy/kubespan.ts"
import { endpoint } from "../src/domain/net/endpoint.ts"
import { type Instant, instant } from "../src/domain/net/instant.ts"
import { addressOctets, ipAddress } from "../src/domain/net/ip_address.ts"
import { createNode, type Node, step } from "../src/domain/node.ts"
import { publicKeyOf } from "../src/domain/public_key.ts"
import { NodeId, unknownAffiliate } from "../src/domain/discovery/affiliate.ts"
import { echoRequest } from "../src/sim/echo.ts"
import { modelSuite as suite } from "../src/sim/model_suite.ts"
import { Rng } from "../src/sim/rng.ts"
import { nanosecondsOf, table } from "./measure.ts"

const PEERS = 100
const keysOf = (i: number) => suite.keyPair(new Uint8Array(32).fill(i + 1))
const addressOf = (i: number) => ipAddress(`198.51.${i >> 8}.${(i & 255) + 1}`)
const meshAddressOf = (i: number) => ipAddress(`fd00::${(i + 1).toString(16)}`)

function nodeOf(i: number): Node {
  const node = createNode({
    self: { ...unknownAffiliate(NodeId.make(`n${i}`)), nodename: `n${i}` },
    meshAddress: meshAddressOf(i),
    listenPort: 51820,
    presharedKey: undefined,
    options: DEFAULT_OPTIONS,
    policy: kubespan,
    device: {
      suite,
      keys: keysOf(i),
      random: Rng.seeded(i),
      mtu: 1420,
      unixMicrosAtZero: 1.75e15,
      stampFloor: undefined,
      busyAbove: 1e9,
    },
  }, instant(0))
  const seen = Array.from({ length: PEERS }, (_, j) => ({
    ...unknownAffiliate(NodeId.make(`n${j}`)),
    addresses: [addressOf(j)],
    kubespan: {
      publicKey: publicKeyOf(keysOf(j).publicKey),
      address: meshAddressOf(j),
      additionalAddresses: [],
      endpoints: [{ address: addressOf(j), port: 51820 }],
      excludeAdvertisedNetworks: [],
    },
  }))
  step(node, { _tag: "DiscoveryReported", source: "service", seen, gone: [] }, instant(0))
  return node
}

/** What `from` sends goes to `to`; the answers come back, until both are quiet. */
function exchange(from: Node, to: Node, input: Input, now: Instant): void {
  const [ends, addresses] = [[from, to] as const, [addressOf(0), addressOf(1)] as const]
  const queue: [0 | 1, Input][] = [[0, input]]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [side, one] = next
    for (const output of step(ends[side], one, now)) {
      if (output._tag !== "Transmit" || output.to.address !== addresses[1 - side]) continue
      const from = { address: side === 0 ? addresses[0] : addresses[1], port: 51820 }
      const datagram = output.datagram
      queue.push([side === 0 ? 1 : 0, { _tag: "DatagramReceived", from, to: output.to.address, datagram }])
    }
  }
}

export function benchSteps(): void {
  const [a, b] = [nodeOf(0), nodeOf(1)]
  const now = instant(6_000_000)
  const packet = echoRequest(addressOctets(meshAddressOf(0)), addressOctets(meshAddressOf(1)), 1, 84)
  exchange(a, b, { _tag: "PacketRouted", packet }, now)
  const [key, nonce, none, out] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(0), new Uint8Array(112)]
  const plaintext = new Uint8Array(96)
  const seal = nanosecondsOf(() => suite.sealInto(key, nonce, plaintext, out))
  const send = nanosecondsOf(() => step(a, { _tag: "PacketRouted", packet }, now))
  const from = endpoint(`${addressOf(0)}:51820`)
  const both = nanosecondsOf(() => {
    for (const output of step(a, { _tag: "PacketRouted", packet }, now)) {
      if (output._tag !== "Transmit") continue
      step(b, { _tag: "DatagramReceived", from, to: output.to.address, datagram: output.datagram }, now)
    }
  })
  const sealed = suite.seal(key, nonce, plaintext, none)
  const open = nanosecondsOf(() => suite.open(key, nonce, sealed, none))
  const baseline = 1e9 / (seal + open)
  console.log(table(`One step among ${PEERS} peers, model suite`, "steps/s", [
    { what: "seal and open 96 bytes, nothing else (baseline)", perSecond: baseline, baseline },
    { what: "step: route a packet of 84 bytes", perSecond: 1e9 / send, baseline },
    { what: "step: receive and deliver it", perSecond: 1e9 / Math.max(1, both - send), baseline },
  ]))
}
