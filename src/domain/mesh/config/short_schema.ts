/** Our own, short form: one document under one key that says all. Every field has its checks and its description here. */
import * as Schema from "effect/Schema"
import { NodeId } from "../../discovery/affiliate.ts"
import { parseIpAddress } from "../../net/ip_address.ts"
import { PublicKeySchema } from "../../public_key_schema.ts"
import { MINIMUM_MTU } from "../kubespan_options.ts"
import { parseClusterSecret } from "./cluster_secret.ts"
import { parseServiceUrl } from "./service_url.ts"
import {
  CLUSTER_ID_EXPECTED,
  described,
  EndpointText,
  FilterText,
  parseClusterId,
  PrefixText,
  readableBy,
} from "./text_schema.ts"

const optional = Schema.optionalKey

const AddressText = readableBy(parseIpAddress, "an IP address")
const ServiceText = readableBy(parseServiceUrl, "a URL: http://HOST:PORT, https://HOST:PORT or grpc://HOST:PORT")

const MTU_EXPECTED = `Expected a whole number from ${MINIMUM_MTU} to 65535`
const Mtu = Schema.Int.pipe(
  Schema.check(Schema.isBetween({ minimum: MINIMUM_MTU, maximum: 65535 }, { message: MTU_EXPECTED })),
)

export const StaticPeer = Schema.Struct({
  id: described(NodeId, "The peer's node id, as discovery would tell it."),
  key: described(PublicKeySchema, "Its WireGuard public key."),
  address: readableBy(parseIpAddress, "an IP address", "Its address in the mesh."),
  name: optional(described(Schema.String, "For people. Default: the id.")),
  endpoints: optional(described(Schema.Array(EndpointText), "Where it can be reached, best first.")),
  addresses: optional(described(Schema.Array(AddressText), "Its own addresses, which are routed to it.")),
  networks: optional(described(Schema.Array(PrefixText), "Networks behind it, such as its pods.")),
})
export type StaticPeer = typeof StaticPeer.Type

export const ShortConfig = Schema.Struct({
  meshfold: Schema.Struct({
    cluster: Schema.Struct({
      id: readableBy(parseClusterId, CLUSTER_ID_EXPECTED, "Names the cluster. Its nodes' addresses follow from it."),
      secret: readableBy(
        parseClusterSecret,
        "32 bytes in base64",
        "32 random bytes in base64, the same on all nodes: openssl rand -base64 32.",
      ),
    }),
    enabled: optional(described(Schema.Boolean, "Default: true.")),
    mtu: optional(described(Mtu, "Of the link and its routes. The underlay's less 80. Default: 1420.")),
    "bypass-down-peers": optional(described(
      Schema.Boolean,
      "Send packets for a peer outside the tunnel while the peer is not up. Default: false.",
    )),
    "advertise-pods": optional(described(Schema.Boolean, "Announce the node's pod networks. Default: false.")),
    harvest: optional(described(Schema.Boolean, "Announce at which endpoints peers are heard. Default: false.")),
    announce: optional(described(
      Schema.Array(FilterText),
      "Which of its addresses the node announces, in which order: blocks or addresses, ! takes away. Default: all.",
    )),
    accept: optional(described(
      Schema.Array(FilterText),
      "Which endpoints of peers are tried, in which order: blocks or addresses, ! takes away. Default: all.",
    )),
    exclude: optional(described(Schema.Array(PrefixText), "Networks that peers are not to route to this node.")),
    "extra-endpoints": optional(described(
      Schema.Array(EndpointText),
      "Announced beside the node's own addresses, and not filtered: what a port forward offers.",
    )),
    discovery: optional(Schema.Struct({
      services: optional(described(
        Schema.Array(ServiceText),
        "Discovery services: https:// and grpc:// with TLS, http:// without. The public one is " +
          "https://discovery.talos.dev/.",
      )),
      kubernetes: optional(described(Schema.Boolean, "Learn of peers from Kubernetes nodes too. Default: false.")),
    })),
    static: optional(described(Schema.Array(StaticPeer), "Peers that are known without discovery.")),
  }),
}).annotate({ title: "Meshfold configuration" })
export type ShortConfig = typeof ShortConfig.Type

/** For editors: JSON Schema, draft 2020-12. */
export function configJsonSchema(): Record<string, unknown> {
  const { schema, definitions } = Schema.toJsonSchemaDocument(ShortConfig, { onExcessProperty: "error" })
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema, $defs: definitions }
}
