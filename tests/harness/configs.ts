/** Pieces of configurations, with an identity that is obviously made up, and what is wrong with what they make. */
import assert from "node:assert/strict"
import * as Result from "effect/Result"
import { decodeConfig } from "../../src/domain/mesh/config/decode.ts"
import type { MeshConfig } from "../../src/domain/mesh/config/mesh_config.ts"
import { normaliseTalos } from "../../src/domain/mesh/config/normalise_talos.ts"
import { readConfig } from "../../src/domain/mesh/config/read_config.ts"

/** The id of upstream's tests (spec/kubespan.md 1.4), and 32 zero bytes. */
export const CLUSTER_ID = "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo="
export const SECRET = `${"A".repeat(43)}=`

export const kubespanDocument = (fields: object = {}) => ({
  apiVersion: "v1alpha1",
  kind: "KubeSpanConfig",
  enabled: true,
  ...fields,
})

export const endpointsDocument = (...extraAnnouncedEndpoints: string[]) => ({
  apiVersion: "v1alpha1",
  kind: "KubeSpanEndpointsConfig",
  extraAnnouncedEndpoints,
})

export const serviceDocument = (fields: object = {}) => ({
  apiVersion: "v1alpha1",
  kind: "DiscoveryServiceConfig",
  name: "primary",
  endpoint: "https://discovery.talos.dev/",
  ...fields,
})

export const identityDocument = (fields: object = {}) => ({
  apiVersion: "v1alpha1",
  kind: "DiscoveryIdentityConfig",
  clusterID: CLUSTER_ID,
  clusterSecret: SECRET,
  ...fields,
})

/** A machine configuration with an identity and discovery. */
export const machine = (kubespan?: unknown, cluster: object = {}) => ({
  version: "v1alpha1",
  machine: { type: "worker", network: kubespan === undefined ? {} : { kubespan } },
  cluster: { id: CLUSTER_ID, secret: SECRET, discovery: { enabled: true }, ...cluster },
})

export const short = (fields: object = {}) => ({
  meshfold: {
    cluster: { id: CLUSTER_ID, secret: SECRET },
    discovery: { services: ["https://discovery.talos.dev/"] },
    ...fields,
  },
})

/** `1 filters.endpoints.0: what is wrong`, with the document's number in front. */
export function complaints(...documents: readonly unknown[]): readonly string[] {
  const read = readConfig(documents)
  if (Result.isSuccess(read)) return []
  return read.failure.map(({ document, path, message }) => `${document} ${path.join(".")}: ${message}`)
}

export function configFrom(...documents: readonly unknown[]): MeshConfig {
  assert.deepEqual(complaints(...documents), [])
  const read = readConfig(documents)
  assert.ok(Result.isSuccess(read) && read.success !== undefined, "there is a configuration")
  return read.success
}

/** What it means, whether or not it is valid. */
export function normalised(...documents: readonly unknown[]): MeshConfig | undefined {
  const decoded = decodeConfig(documents)
  assert.ok(Result.isSuccess(decoded))
  return normaliseTalos(decoded.success)
}
