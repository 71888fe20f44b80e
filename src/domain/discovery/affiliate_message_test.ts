import assert from "node:assert/strict"
import { test } from "node:test"
import { create, toBinary } from "@bufbuild/protobuf"
import * as Result from "effect/Result"
import { goldenAffiliate } from "../../../tests/harness/discovery_vectors.ts"
import { affiliate, nodeId } from "../../../tests/harness/mesh_facts.ts"
import { hex, toHex } from "../../../tests/harness/vectors.ts"
import { prefix } from "../net/prefix.ts"
import { type Affiliate, unknownAffiliate } from "./affiliate.ts"
import { decodeAffiliate, encodeAffiliate } from "./affiliate_message.ts"
import { AffiliateSchema } from "./generated/affiliate_pb.ts"

const decoded = (bytes: Uint8Array): Affiliate => Result.getOrThrow(decodeAffiliate(bytes))

const KEY = "PLPNBddmTgHJhtw0vxltq1ZBdPP9RNOEUd5JjJZzBRY="
const v4 = (...octets: number[]): Uint8Array => Uint8Array.from(octets)
const ula = Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 0xfd : i))

/** The message that holds these fields, and a node id. */
const sent = (fields: Parameters<typeof create<typeof AffiliateSchema>>[1]): Uint8Array =>
  toBinary(AffiliateSchema, create(AffiliateSchema, { nodeId: "n1", ...fields }))

test("the message is the Go client's, byte for byte, and reads back", () => {
  assert.equal(toHex(encodeAffiliate(goldenAffiliate.fields)), goldenAffiliate.plaintext)
  assert.deepEqual(decoded(hex(goldenAffiliate.plaintext)), goldenAffiliate.fields)
})

test("everything but the endpoints survives", () => {
  const { kubespan, ...rest } = affiliate("a", "192.0.2.1:51820")
  assert.ok(kubespan !== undefined)
  const full: Affiliate = {
    ...rest,
    hostname: "bücher.example",
    operatingSystem: "Talos (v1.14.0)",
    machineType: "controlplane",
    controlPlane: { port: 6445 },
    kubespan: {
      ...kubespan,
      additionalAddresses: [prefix("10.244.3.0/24"), prefix("0.0.0.0/0")],
      excludeAdvertisedNetworks: [prefix("192.168.0.0/16"), prefix("2001:db8::/32")],
    },
  }
  const expected = { ...full, kubespan: { ...full.kubespan, endpoints: [] } }
  assert.deepEqual(decoded(encodeAffiliate(full)), expected)
  assert.deepEqual(decoded(encodeAffiliate(unknownAffiliate(nodeId("n1")))), unknownAffiliate(nodeId("n1")))
})

// spec/discovery.md 2.4: public_key, address, additional_addresses, exclude_advertised_addresses are 1 to 4 of field 7.
test("networks that peers are not to route go into field 4", () => {
  const { kubespan, ...rest } = goldenAffiliate.fields
  assert.ok(kubespan !== undefined)
  const excluding = { ...rest, kubespan: { ...kubespan, excludeAdvertisedNetworks: [prefix("10.0.0.0/8")] } }
  const field4 = "22080a040a0000001008"
  const length = (0x4a + field4.length / 2).toString(16)
  assert.equal(toHex(encodeAffiliate(excluding)), goldenAffiliate.plaintext.replace("3a4a", `3a${length}`) + field4)
})

test("an affiliate needs a node id, of at most 256 characters", () => {
  assert.deepEqual(decodeAffiliate(sent({ nodeId: "" })), Result.fail("bad-node-id"))
  assert.deepEqual(decodeAffiliate(sent({ nodeId: "x".repeat(257) })), Result.fail("bad-node-id"))
  assert.equal(decoded(sent({ nodeId: "x".repeat(256) })).nodeId, "x".repeat(256))
  assert.deepEqual(decodeAffiliate(hex("0a05")), Result.fail("malformed"))
})

// spec/kubespan.md section 2: "parsing accepts join and empty string as worker"; 8.3: an unknown one becomes unknown.
test("a machine type that nobody knows is unknown, and none at all is a worker", () => {
  for (const machineType of ["unknown", "init", "controlplane", "worker"]) {
    assert.equal(decoded(sent({ machineType })).machineType, machineType)
  }
  for (const machineType of ["", "join"]) assert.equal(decoded(sent({ machineType })).machineType, "worker")
  for (const machineType of ["Worker", "bootstrap"]) {
    assert.equal(decoded(sent({ machineType })).machineType, "unknown")
  }
})

// spec/kubespan.md 8.3: "unparseable IPs in received data are silently skipped".
test("addresses and prefixes that are none are left out", () => {
  const { addresses, kubespan } = decoded(sent({
    addresses: [v4(10, 0, 0, 1), v4(10, 0, 0), v4(), ula],
    kubespan: {
      publicKey: KEY,
      address: ula,
      additionalAddresses: [{ ip: v4(10, 244, 3, 1), bits: 24 }, { ip: v4(10, 0, 0, 0), bits: 33 }, { bits: 8 }],
      excludeAdvertisedAddresses: [{ ip: v4(10), bits: 8 }, { ip: v4(10, 9, 8, 7), bits: 8 }],
    },
  }))
  assert.deepEqual(addresses, ["10.0.0.1", "fd01:203:405:607:809:a0b:c0d:e0f"])
  assert.deepEqual(kubespan?.additionalAddresses, ["10.244.3.0/24"])
  assert.deepEqual(kubespan?.excludeAdvertisedNetworks, ["10.0.0.0/8"])
})

test("without a key or a mesh address there is no KubeSpan, and the rest stays", () => {
  const useless = [{ publicKey: KEY }, { address: ula }, { publicKey: KEY, address: v4(10, 0, 0, 1) }, {
    publicKey: "key",
    address: ula,
  }]
  for (const kubespan of useless) {
    assert.deepEqual(decoded(sent({ hostname: "h", machineType: "unknown", kubespan })), {
      ...unknownAffiliate(nodeId("n1")),
      hostname: "h",
    })
  }
})

test("an API server's port that is none is left out", () => {
  assert.deepEqual(decoded(sent({ controlPlane: { apiServerPort: 6443 } })).controlPlane, { port: 6443 })
  for (const apiServerPort of [0, 65536]) {
    assert.equal(decoded(sent({ controlPlane: { apiServerPort } })).controlPlane, undefined)
  }
})

test("what a newer version adds is passed over", () => {
  const newer = goldenAffiliate.plaintext + "fa0603aabbcc" + "f80601"
  assert.deepEqual(decoded(hex(newer)), goldenAffiliate.fields)
})
