/** From what a scenario file says of the mesh to the options that nodes run on. */
import * as Result from "effect/Result"
import { present } from "../../domain/assert.ts"
import { type AddressFilter, parseAddressFilter } from "../../domain/mesh/address_filter.ts"
import { DEFAULT_OPTIONS, type KubeSpanOptions } from "../../domain/mesh/kubespan_options.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { prefix } from "../../domain/net/prefix.ts"
import type { MeshSchema } from "./mesh_schema.ts"

export function meshOptions(mesh: MeshSchema): KubeSpanOptions {
  return {
    forceRouting: !(mesh.bypass ?? !DEFAULT_OPTIONS.forceRouting),
    advertiseKubernetesNetworks: mesh["advertise-pods"] ?? DEFAULT_OPTIONS.advertiseKubernetesNetworks,
    harvestExtraEndpoints: mesh.harvest ?? DEFAULT_OPTIONS.harvestExtraEndpoints,
    mtu: mesh.mtu ?? DEFAULT_OPTIONS.mtu,
    endpointFilters: mesh.announce?.map(filter),
    peerEndpointFilters: mesh.accept?.map(filter),
    excludeAdvertisedNetworks: (mesh.exclude ?? []).map(prefix),
    extraEndpoints: (mesh.extra ?? []).map((text) => endpoint(text)),
  }
}

function filter(text: string): AddressFilter {
  const parsed = parseAddressFilter(text)
  return present(Result.isSuccess(parsed) ? parsed.success : undefined, "the scenario was validated")
}
