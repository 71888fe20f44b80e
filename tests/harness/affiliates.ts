/** Arbitrary affiliates and endpoints, small enough to be sealed, as fast-check draws them. */
import fc from "fast-check"
import type { Affiliate, KubeSpanAffiliate } from "../../src/domain/discovery/affiliate.ts"
import { type Endpoint, endpointOf } from "../../src/domain/net/endpoint.ts"
import { addressFromOctets, familyBits, familyOf, type IpAddress } from "../../src/domain/net/ip_address.ts"
import { type Prefix, prefixOf } from "../../src/domain/net/prefix.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { nodeId } from "./mesh_facts.ts"

export const bytesOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })

/** Of IPv6 the global unicast addresses and ::, of IPv4 all. */
const address: fc.Arbitrary<IpAddress> = fc.oneof(
  bytesOf(4).map((octets) => addressFromOctets(octets, 0, "v4")),
  bytesOf(15).map((rest) => addressFromOctets(Uint8Array.of(0x20, ...rest), 0, "v6")),
  fc.constant(addressFromOctets(new Uint8Array(16), 0, "v6")),
)

const ula = bytesOf(15).map((rest) => addressFromOctets(Uint8Array.of(0xfd, ...rest), 0, "v6"))

const block: fc.Arbitrary<Prefix> = fc.tuple(address, fc.nat({ max: 128 })).map(([host, length]) =>
  prefixOf(host, Math.min(length, familyBits(familyOf(host))))
)

const port = fc.integer({ min: 1, max: 65535 })

export const anyEndpoint: fc.Arbitrary<Endpoint> = fc.tuple(address, port).map(([host, port]) => endpointOf(host, port))

const text = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: "grapheme", maxLength: 10 }))

/** As objects from code are, so that deepEqual compares fields alone. */
const PLAIN = { noNullPrototype: true }

const few = { maxLength: 6 }

const kubespan: fc.Arbitrary<KubeSpanAffiliate> = fc.record({
  publicKey: bytesOf(32).map(publicKeyOf),
  address: ula,
  additionalAddresses: fc.array(block, few),
  endpoints: fc.array(anyEndpoint, few),
  excludeAdvertisedNetworks: fc.array(block, few),
}, PLAIN)

export const anyAffiliate: fc.Arbitrary<Affiliate> = fc.record({
  nodeId: fc.string({ minLength: 1, maxLength: 45 }).map(nodeId),
  hostname: text,
  nodename: text,
  operatingSystem: text,
  machineType: fc.constantFrom("unknown", "init", "controlplane", "worker"),
  addresses: fc.array(address, few),
  kubespan,
  controlPlane: fc.record({ port }, PLAIN),
}, {
  requiredKeys: ["nodeId", "hostname", "nodename", "operatingSystem", "machineType", "addresses"],
  ...PLAIN,
})
