import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import * as Result from "effect/Result"
import fc from "fast-check"
import {
  CLUSTER_ID,
  complaints,
  configFrom,
  identityDocument,
  kubespanDocument,
  machine,
  SECRET,
  serviceDocument,
  short,
} from "../../../../tests/harness/configs.ts"
import { filterAddresses } from "../address_filter.ts"
import { decodeConfig } from "./decode.ts"
import { normaliseTalos } from "./normalise_talos.ts"
import { readConfig } from "./read_config.ts"

test("nothing at all, and nothing of ours, is no configuration and no mistake", () => {
  for (const documents of [[], [null], [{ kind: "HostnameConfig" }], [{ version: "v1alpha1" }]]) {
    assert.deepEqual(readConfig(documents), Result.succeed(undefined))
  }
})

test("the three forms that say the same mean the same", () => {
  const fields = { mtu: 1400, filters: { endpoints: ["0.0.0.0/0"] } }
  const discovery = { enabled: true, registries: { kubernetes: { disabled: true } } }
  const legacy = configFrom(machine({ enabled: true, ...fields }, { discovery }))
  const documents = configFrom(kubespanDocument(fields), identityDocument(), serviceDocument())
  const own = configFrom(short({ mtu: 1400, announce: ["0.0.0.0/0"] }))
  const withoutNames = (config: typeof own) => ({
    ...config,
    discovery: { ...config.discovery, services: config.discovery.services.map(({ name: _, ...service }) => service) },
  })
  assert.deepEqual(withoutNames(documents), withoutNames(legacy))
  assert.deepEqual(withoutNames(own), withoutNames(legacy))
})

test("mistakes are told in the order of the documents", () => {
  const bad = [serviceDocument({ name: "" }), kubespanDocument({ mtu: 1 }), identityDocument({ clusterID: "" })]
  assert.deepEqual(complaints(...bad).map((text) => text.slice(0, 5)), ["0 nam", "1 mtu", "2 clu"])
})

/** A field with a value of its own kind, or with anything. */
const orAnything = <A>(value: fc.Arbitrary<A>) => fc.oneof({ weight: 4, arbitrary: value }, fc.jsonValue())
const fields = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, orAnything(value)])), {
    requiredKeys: [],
  })

const texts = fc.array(
  fc.constantFrom("0.0.0.0/0", "!10.0.0.0/8", "::1", "!10", "123::/456", "1.2.3.4:5", "", "[::1]:51820"),
)
const filters = fields({ endpoints: texts, excludeAdvertisedNetworks: texts, peerEndpoints: texts })
const mtu = fc.constantFrom(0, 576, 1279, 1280, 1420, 65535)
const id = fc.constantFrom(CLUSTER_ID, "", "x", "é")
const secret = fc.constantFrom(SECRET, "", "AAAA", "!", `${"A".repeat(42)}==`)
const url = fc.constantFrom("https://discovery.talos.dev/", "http://[::1]", "x", "", "ftp://x", "https://x/p")
const options = { enabled: fc.boolean(), mtu, filters, allowDownPeerBypass: fc.boolean() }
const registries = fields({
  kubernetes: fields({ disabled: fc.boolean() }),
  service: fields({ disabled: fc.boolean(), endpoint: url }),
})
const cluster = fields({ id, secret, discovery: fields({ enabled: fc.boolean(), registries }) })
const peers = fc.array(fields({ id, key: secret, address: texts, endpoints: texts }))
const shorts = {
  mtu,
  announce: texts,
  exclude: texts,
  "extra-endpoints": texts,
  static: peers,
  discovery: fields({ services: fc.array(url) }),
}

const kinds = (kind: string, shape: Record<string, fc.Arbitrary<unknown>>) =>
  fields(shape).map((rest) => ({ apiVersion: "v1alpha1", kind, ...rest }))

const document = fc.oneof(
  fields({
    version: fc.constant("v1alpha1"),
    machine: fields({ network: fields({ kubespan: fields(options) }) }),
    cluster,
  }),
  kinds("KubeSpanConfig", options),
  kinds("KubeSpanEndpointsConfig", { extraAnnouncedEndpoints: texts }),
  kinds("DiscoveryServiceConfig", { name: id, endpoint: url }),
  kinds("DiscoveryIdentityConfig", { clusterID: id, clusterSecret: secret }),
  fc.record({ meshfold: fields({ ...shorts, cluster: fc.record({ id, secret }) }) }),
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    machine({ enabled: true }),
    kubespanDocument(),
    identityDocument(),
    serviceDocument(),
    short(),
  ),
)

test("any documents are answered: with a configuration that can be used, with nothing, or with what is wrong and where", () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 5 }), (documents) => {
      const read = readConfig(documents)
      if (Result.isFailure(read)) {
        assert.ok(read.failure.length > 0)
        assert.ok(read.failure.every(({ document, message }) => document < documents.length && message !== ""))
      } else if (read.success !== undefined) {
        const { clusterSecret, kubespan, discovery } = read.success
        assert.equal(clusterSecret.bytes.length, 32)
        assert.deepEqual(filterAddresses(kubespan.endpointFilters ?? [], []), [])
        assert.ok(discovery.services.every(({ host, port }) => host !== "" && port > 0))
      }
    }),
    { numRuns: 500 },
  )
})

test("whatever decodes has a meaning, valid or not", () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 4 }), (documents) => {
      const decoded = decodeConfig(documents)
      if (Result.isSuccess(decoded)) normaliseTalos(decoded.success)
    }),
    { numRuns: 500 },
  )
})

test("a secret is in no message and in no print, whether it is good or bad", () => {
  const words = fc.array(fc.constantFrom(..."hunterHUNTER+/"), { minLength: 12, maxLength: 60 }).map((letters) =>
    letters.join("")
  )
  fc.assert(fc.property(words, (secret) => {
    for (
      const documents of [
        [machine({ enabled: true }, { secret })],
        [machine(undefined, { secret: [secret] })],
        [{ version: "v1alpha1", cluster: secret }],
        [identityDocument({ clusterSecret: secret }), serviceDocument()],
        [identityDocument({ clusterSecret: { [0]: secret } })],
        [short({ cluster: { id: CLUSTER_ID, secret } })],
        [short({ cluster: secret })],
        [short({ cluster: { id: "", secret } })],
      ]
    ) {
      const read = readConfig(documents)
      const prints = `${JSON.stringify(read)}${inspect(read, { depth: 20, showHidden: true })}`
      assert.ok(!prints.includes(secret))
    }
  }))
  const good = "hunterhunterhunterhunterhunterhunterhunterQ="
  const prints = inspect(configFrom(short({ cluster: { id: CLUSTER_ID, secret: good } })), {
    depth: 20,
    showHidden: true,
  })
  assert.ok(!prints.includes("hunter"))
})
