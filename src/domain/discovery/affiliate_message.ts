/**
 * An affiliate as it is sealed for the discovery service (spec/discovery.md 2.4), without the endpoints, which travel
 * one by one so that others can add to them. A reader takes from a message what it can use: an address or a prefix that
 * is none is left out, and so is KubeSpan without a key or a mesh address.
 */
import { create, toBinary } from "@bufbuild/protobuf"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { PortSchema } from "../net/schemas.ts"
import { addressOctets } from "../net/ip_address.ts"
import { type Prefix, prefixAddress, prefixLength } from "../net/prefix.ts"
import { type Affiliate, type KubeSpanAffiliate, MachineType, NodeId } from "./affiliate.ts"
import { AffiliateSchema, type IPPrefix, type KubeSpan } from "./generated/affiliate_pb.ts"
import { believed } from "./kubespan_claim.ts"
import { parseMessage } from "./parse_message.ts"
import { addressFromWire, prefixFromWire } from "./wire_address.ts"

export type MessageFault =
  /** The bytes are no such message. */
  | "malformed"
  /** The node id is missing or longer than any may be. */
  | "bad-node-id"

export function encodeAffiliate(affiliate: Affiliate): Uint8Array {
  const { nodeId, hostname, nodename, operatingSystem, machineType, addresses, kubespan, controlPlane } = affiliate
  const message = create(AffiliateSchema, {
    nodeId,
    addresses: addresses.map(addressOctets),
    hostname,
    nodename,
    machineType,
    operatingSystem,
    kubespan: kubespan && kubespanToWire(kubespan),
    controlPlane: controlPlane && { apiServerPort: controlPlane.port },
  })
  return toBinary(AffiliateSchema, message)
}

/** What is decoded has no endpoints. */
export function decodeAffiliate(bytes: Uint8Array): Result.Result<Affiliate, MessageFault> {
  const message = parseMessage(AffiliateSchema, bytes)
  if (message === undefined) return Result.fail("malformed")
  const { nodeId, hostname, nodename, operatingSystem } = message
  if (!isNodeId(nodeId)) return Result.fail("bad-node-id")
  const kubespan = message.kubespan && kubespanFromWire(message.kubespan)
  const port = message.controlPlane?.apiServerPort
  return Result.succeed({
    nodeId,
    hostname,
    nodename,
    operatingSystem,
    machineType: machineTypeOf(message.machineType),
    addresses: message.addresses.map(addressFromWire).filter((address) => address !== undefined),
    ...(kubespan && { kubespan }),
    ...(isPort(port) && { controlPlane: { port } }),
  })
}

const kubespanToWire = (kubespan: KubeSpanAffiliate) => ({
  publicKey: kubespan.publicKey,
  address: addressOctets(kubespan.address),
  additionalAddresses: kubespan.additionalAddresses.map(prefixToWire),
  excludeAdvertisedAddresses: kubespan.excludeAdvertisedNetworks.map(prefixToWire),
})

const kubespanFromWire = (message: KubeSpan): KubeSpanAffiliate | undefined =>
  believed({
    publicKey: message.publicKey,
    address: addressFromWire(message.address),
    additionalAddresses: prefixesFromWire(message.additionalAddresses),
    endpoints: [],
    excludeAdvertisedNetworks: prefixesFromWire(message.excludeAdvertisedAddresses),
  })

const prefixToWire = (block: Prefix) => ({ ip: addressOctets(prefixAddress(block)), bits: prefixLength(block) })

const prefixesFromWire = (messages: readonly IPPrefix[]): readonly Prefix[] =>
  messages.map(({ ip, bits }) => prefixFromWire(ip, bits)).filter((block) => block !== undefined)

/** A worker was called `join` once, and by default nothing at all (spec/kubespan.md section 2). */
function machineTypeOf(text: string): MachineType {
  if (text === "" || text === "join") return "worker"
  return isMachineType(text) ? text : "unknown"
}

const isNodeId = Schema.is(NodeId)
const isPort = Schema.is(PortSchema)
const isMachineType = Schema.is(MachineType)
