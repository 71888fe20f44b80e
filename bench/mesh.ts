/** What a big cluster costs its brain: one affiliate that changes among a thousand, a pass over all peers, discovery. */
import * as Result from "effect/Result"
import { type Affiliate, NodeId, unknownAffiliate } from "../src/domain/discovery/affiliate.ts"
import { Opener } from "../src/domain/discovery/opener.ts"
import { Registry } from "../src/domain/discovery/registry.ts"
import { sealAffiliate, sealEndpoint } from "../src/domain/discovery/seal.ts"
import { decide } from "../src/domain/mesh/decide.ts"
import { evolve, initial } from "../src/domain/mesh/evolve.ts"
import { DEFAULT_OPTIONS } from "../src/domain/mesh/kubespan_options.ts"
import { peerSpecs } from "../src/domain/mesh/peer_spec.ts"
import { kubespan } from "../src/domain/mesh/policy/kubespan.ts"
import type { Rules } from "../src/domain/mesh/rules.ts"
import type { MeshState } from "../src/domain/mesh/state.ts"
import { endpointOf } from "../src/domain/net/endpoint.ts"
import { instant, minutes } from "../src/domain/net/instant.ts"
import { ipAddress } from "../src/domain/net/ip_address.ts"
import { EMPTY_SET } from "../src/domain/net/prefix_set.ts"
import { publicKeyOf } from "../src/domain/public_key.ts"
import { nanosecondsOf, table } from "./measure.ts"

const PEERS = 1000
const at = instant(1_000_000)
const rate = (call: (i: number) => unknown): number => 1e9 / nanosecondsOf(call)

const rules: Rules = {
  localId: NodeId.make("local"),
  localKey: publicKeyOf(new Uint8Array(32).fill(255)),
  meshAddress: ipAddress("fd00::ffff"),
  listenPort: 51820,
  options: DEFAULT_OPTIONS,
  policy: kubespan,
}

function affiliateOf(i: number, port = 51820): Affiliate {
  const key = new Uint8Array(32)
  new DataView(key.buffer).setUint32(0, i + 1)
  const address = ipAddress(`198.51.${i >> 8}.${i & 255}`)
  return {
    ...unknownAffiliate(NodeId.make(`n${i}`)),
    nodename: `n${i}`,
    addresses: [address],
    kubespan: {
      publicKey: publicKeyOf(key),
      address: ipAddress(`fd00::${(i + 1).toString(16)}`),
      additionalAddresses: [],
      endpoints: [endpointOf(address, port)],
      excludeAdvertisedNetworks: [],
    },
  }
}

const told = (state: MeshState, seen: readonly Affiliate[]): MeshState =>
  decide(state, { _tag: "DiscoveryReported", source: "service", seen, gone: [] }, rules, at).reduce(evolve, state)

export function benchMesh(): void {
  const affiliates = Array.from({ length: PEERS }, (_, i) => affiliateOf(i))
  const full = told(initial, affiliates)
  const specRules = { ...rules, ours: EMPTY_SET, peerEndpointFilters: undefined, upSince: () => undefined }
  const fresh = () => full.affiliates.map((one) => ({ ...one, affiliate: { ...one.affiliate } }))
  const baseline = rate(() => peerSpecs(fresh(), specRules))
  const cached = rate(() => peerSpecs(full.affiliates, specRules))
  const changed = rate((i) => told(full, [affiliateOf(7, 1 + (i % 60_000))]))
  const passed = rate(() => decide(full, { _tag: "PassDue" }, rules, at))
  console.log(table(`Mesh of ${PEERS} peers`, "a second", [
    { what: "peer specs, all affiliates new (baseline)", perSecond: baseline, baseline },
    { what: "peer specs, none new", perSecond: cached, baseline },
    { what: "decide and evolve: one affiliate changed", perSecond: changed, baseline },
    { what: "decide: a pass with nothing to do", perSecond: passed, baseline },
  ]))
  benchDiscovery(affiliates)
}

function benchDiscovery(affiliates: readonly Affiliate[]): void {
  const secret = new Uint8Array(32).fill(7)
  const sealed = affiliates.map((one, i) => ({
    clusterId: "cluster",
    affiliateId: one.nodeId,
    data: Result.getOrThrow(sealAffiliate(one, secret, new Uint8Array(12).fill(i))),
    endpoints: [sealEndpoint(endpointOf(ipAddress("192.0.2.1"), 1 + i), secret)],
    ttl: minutes(30),
  }))
  const record = (i: number) => {
    const { affiliateId: id, data, endpoints } = sealed[i % PEERS] ?? { affiliateId: "", data: secret, endpoints: [] }
    return { id, data, endpoints }
  }
  const baseline = rate((i) => new Opener(secret).open(record(i)))
  const opener = new Opener(secret)
  const known = rate((i) => opener.open(record(i)))
  const registry = new Registry()
  for (const request of sealed) registry.update(request, at)
  for (let i = 0; i < PEERS; i++) registry.watch("cluster", () => {})
  const refreshed = rate((i) => registry.update(sealed[i % PEERS] ?? assertNever(), at))
  console.log(table("Discovery", "a second", [
    { what: "open a sealed affiliate and its endpoint (baseline)", perSecond: baseline, baseline },
    { what: "open one that was opened before", perSecond: known, baseline },
    { what: `registry: a refresh, ${PEERS} affiliates and watchers`, perSecond: refreshed, baseline },
  ]))
}

function assertNever(): never {
  throw new Error("there are as many as peers")
}
