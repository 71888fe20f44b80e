/** What one node is told, whichever form it was written in (spec/kubespan.md 3.4). */
import type { Affiliate } from "../../discovery/affiliate.ts"
import type { FieldIssue } from "../../field_issues.ts"
import type { KubeSpanOptions } from "../kubespan_options.ts"
import type { ClusterSecret } from "./cluster_secret.ts"
import type { ServiceAddress } from "./service_url.ts"

export interface MeshConfig {
  readonly enabled: boolean
  /** Compared and hashed as text, never decoded. */
  readonly clusterId: string
  readonly clusterSecret: ClusterSecret
  readonly kubespan: KubeSpanOptions
  readonly discovery: DiscoveryConfig
}

/** Where affiliates are learned from. */
export interface DiscoveryConfig {
  readonly services: readonly DiscoveryService[]
  /** From the annotations of Kubernetes nodes. */
  readonly kubernetes: boolean
  /** Known from the start, and for ever. */
  readonly static: readonly Affiliate[]
}

export interface DiscoveryService extends ServiceAddress {
  readonly name: string
}

/** What is wrong, and in which of the documents that were given, counted from 0. */
export interface ConfigIssue extends FieldIssue {
  readonly document: number
}
