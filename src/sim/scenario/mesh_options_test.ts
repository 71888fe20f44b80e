import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { meshOptions } from "./mesh_options.ts"
import type { MeshSchema } from "./mesh_schema.ts"

/** Decoded, so that a test says what a user would write. */
const options = (mesh: Record<string, unknown>) => {
  const decoded: MeshSchema = scenario(small({ mesh })).mesh ?? assert.fail("a mesh was given")
  return meshOptions(decoded)
}

// Spec/kubespan.md 3.1: what is left out.
test("a mesh that says nothing forces routing, and advertises, harvests, filters and excludes nothing", () => {
  assert.deepEqual(options({}), {
    forceRouting: true,
    advertiseKubernetesNetworks: false,
    harvestExtraEndpoints: false,
    mtu: 1420,
    endpointFilters: undefined,
    peerEndpointFilters: undefined,
    excludeAdvertisedNetworks: [],
    extraEndpoints: [],
  })
})

test("each word is one option", () => {
  const different = (mesh: Record<string, unknown>) => {
    const plain = new Map<string, unknown>(Object.entries(options({})))
    return Object.fromEntries(
      Object.entries(options(mesh)).filter(([key, value]) =>
        value !== plain.get(key) &&
        JSON.stringify(value) !== JSON.stringify(plain.get(key))
      ),
    )
  }
  assert.deepEqual(different({ bypass: true }), { forceRouting: false })
  assert.deepEqual(different({ bypass: false }), {})
  assert.deepEqual(different({ harvest: true }), { harvestExtraEndpoints: true })
  assert.deepEqual(different({ "advertise-pods": true }), { advertiseKubernetesNetworks: true })
  assert.deepEqual(different({ mtu: 1380 }), { mtu: 1380 })
  assert.deepEqual(different({ announce: ["!10.0.0.1", "::/0"] }), {
    endpointFilters: [{ isNegative: true, prefix: "10.0.0.1/32" }, { isNegative: false, prefix: "::/0" }],
  })
  assert.deepEqual(different({ accept: ["10.0.0.0/8"] }), {
    peerEndpointFilters: [{ isNegative: false, prefix: "10.0.0.0/8" }],
  })
  assert.deepEqual(different({ exclude: ["10.0.0.0/8"] }), { excludeAdvertisedNetworks: ["10.0.0.0/8"] })
  assert.deepEqual(different({ extra: ["[2001:DB8::1]:9"] }), { extraEndpoints: [{ address: "2001:db8::1", port: 9 }] })
})

test("an empty list of filters is a filter, which lets nothing through", () => {
  assert.deepEqual([options({ announce: [] }).endpointFilters, options({ accept: [] }).peerEndpointFilters], [[], []])
})
