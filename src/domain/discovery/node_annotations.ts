/**
 * Discovery by way of Kubernetes (spec/kubespan.md 8.4): what an affiliate says of itself in the annotations of its own
 * Node, in the clear, endpoints included. The rest, names and machine type, the Node tells by itself.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { formatEndpoint, parseEndpoint } from "../net/endpoint.ts"
import { PortSchema } from "../net/schemas.ts"
import { parseIpAddress } from "../net/ip_address.ts"
import { parsePrefix, type Prefix } from "../net/prefix.ts"
import { type Affiliate, type KubeSpanAffiliate, NodeId } from "./affiliate.ts"
import { believed } from "./kubespan_claim.ts"

const NODE_ID = "cluster.talos.dev/node-id"
const SELF_IPS = "networking.talos.dev/self-ips"
const API_SERVER_PORT = "networking.talos.dev/api-server-port"
const KUBESPAN_IP = "networking.talos.dev/kubespan-ip"
const KUBESPAN_PUBLIC_KEY = "networking.talos.dev/kubespan-public-key"
const ASSIGNED_PREFIXES = "networking.talos.dev/assigned-prefixes"
const KUBESPAN_ENDPOINTS = "networking.talos.dev/kubespan-endpoints"
const EXCLUDED_NETWORKS = "networking.talos.dev/kubespan-exclude-advertised-networks"

export type AnnotationName =
  | typeof NODE_ID
  | typeof SELF_IPS
  | typeof API_SERVER_PORT
  | typeof KUBESPAN_IP
  | typeof KUBESPAN_PUBLIC_KEY
  | typeof ASSIGNED_PREFIXES
  | typeof KUBESPAN_ENDPOINTS
  | typeof EXCLUDED_NETWORKS

/** What a Node tells of itself. */
export interface KubernetesNode {
  /** By name, whoever wrote them. */
  readonly annotations: Readonly<Record<string, string>>
  readonly nodename: string
  readonly hostname: string
  /** Whether it has the role's label. */
  readonly isControlPlane: boolean
  readonly operatingSystem: string
}

/** All eight; an empty value means that there is to be no such annotation. */
export function annotationsOf(affiliate: Affiliate): Readonly<Record<AnnotationName, string>> {
  const { nodeId, addresses, controlPlane, kubespan } = affiliate
  return {
    [NODE_ID]: nodeId,
    [SELF_IPS]: addresses.join(","),
    [API_SERVER_PORT]: String(controlPlane?.port ?? ""),
    [KUBESPAN_IP]: kubespan?.address ?? "",
    [KUBESPAN_PUBLIC_KEY]: kubespan?.publicKey ?? "",
    [ASSIGNED_PREFIXES]: (kubespan?.additionalAddresses ?? []).join(","),
    [KUBESPAN_ENDPOINTS]: (kubespan?.endpoints ?? []).map(formatEndpoint).join(","),
    [EXCLUDED_NETWORKS]: (kubespan?.excludeAdvertisedNetworks ?? []).join(","),
  }
}

/** Undefined for a Node that does not say which affiliate it is. Items of a list that cannot be read are skipped. */
export function affiliateFromNode(node: KubernetesNode): Affiliate | undefined {
  const { annotations, nodename, hostname, isControlPlane, operatingSystem } = node
  const nodeId = annotations[NODE_ID]
  if (!isNodeId(nodeId)) return undefined
  const kubespan = kubespanFrom(annotations)
  const port = isControlPlane ? portFrom(annotations[API_SERVER_PORT]) : undefined
  return {
    nodeId,
    hostname,
    nodename,
    operatingSystem,
    machineType: isControlPlane ? "controlplane" : "worker",
    addresses: listed(annotations[SELF_IPS], parseIpAddress),
    ...(kubespan && { kubespan }),
    ...(port !== undefined && { controlPlane: { port } }),
  }
}

const kubespanFrom = (annotations: KubernetesNode["annotations"]): KubeSpanAffiliate | undefined =>
  believed({
    publicKey: annotations[KUBESPAN_PUBLIC_KEY] ?? "",
    address: Result.getOrUndefined(parseIpAddress(annotations[KUBESPAN_IP] ?? "")),
    additionalAddresses: listed(annotations[ASSIGNED_PREFIXES], parseBlock),
    endpoints: listed(annotations[KUBESPAN_ENDPOINTS], parseEndpoint),
    excludeAdvertisedNetworks: listed(annotations[EXCLUDED_NETWORKS], parseBlock),
  })

function listed<A>(text: string | undefined, parse: (item: string) => Result.Result<A, string>): readonly A[] {
  return (text ?? "").split(",").map(parse).filter(Result.isSuccess).map(({ success }) => success)
}

/** A bare address is an address, no block of one. */
const parseBlock = (text: string): Result.Result<Prefix, string> =>
  text.includes("/") ? parsePrefix(text) : Result.fail("expected ADDRESS/LENGTH")

function portFrom(text: string | undefined): number | undefined {
  const port = /^[0-9]{1,5}$/.test(text ?? "") ? Number(text) : undefined
  return isPort(port) ? port : undefined
}

const isNodeId = Schema.is(NodeId)
const isPort = Schema.is(PortSchema)
