/**
 * Why a registry did not do as it was asked, and how the wire says so, in upstream's words (spec/discovery.md 1.3): some
 * clients and tests compare them.
 */
export type RegistryRefusal =
  | "cluster-id-empty"
  | "cluster-id-too-long"
  | "affiliate-id-empty"
  | "affiliate-id-too-long"
  | "data-too-big"
  | "endpoint-too-big"
  | "ttl-too-large"
  /** Nothing of the update was stored. */
  | "too-many-affiliates"
  /** What came before the endpoint without room was stored. */
  | "too-many-endpoints"

export interface RefusalStatus {
  /** The name of a gRPC status code. */
  readonly code: "INVALID_ARGUMENT" | "RESOURCE_EXHAUSTED"
  readonly message: string
}

export const REFUSAL_STATUS: Readonly<Record<RegistryRefusal, RefusalStatus>> = {
  "cluster-id-empty": { code: "INVALID_ARGUMENT", message: "cluster ID can't be empty" },
  "cluster-id-too-long": { code: "INVALID_ARGUMENT", message: "cluster ID is too long" },
  "affiliate-id-empty": { code: "INVALID_ARGUMENT", message: "affiliate ID can't be empty" },
  "affiliate-id-too-long": { code: "INVALID_ARGUMENT", message: "affiliate ID is too long" },
  "data-too-big": { code: "INVALID_ARGUMENT", message: "affiliate data is too big" },
  "endpoint-too-big": { code: "INVALID_ARGUMENT", message: "affiliate endpoint is too big" },
  "ttl-too-large": { code: "INVALID_ARGUMENT", message: "ttl is too large" },
  "too-many-affiliates": { code: "RESOURCE_EXHAUSTED", message: "too many affiliates in the cluster" },
  "too-many-endpoints": { code: "RESOURCE_EXHAUSTED", message: "too many endpoints in the affiliate" },
}
