/**
 * The plaintext of one sealed endpoint (spec/discovery.md 2.3): a byte that tells the length, so many bytes of protobuf,
 * zeros up to a multiple of 16. The discovery service tells equal endpoints by equal bytes, so each has exactly one
 * encoding: fields ascend, zero is left out, varints are minimal, IPv4 has 4 bytes.
 */
import { create, toBinary } from "@bufbuild/protobuf"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isZero } from "../bytes.ts"
import { type Endpoint, endpointOf } from "../net/endpoint.ts"
import { PortSchema } from "../net/schemas.ts"
import { addressOctets } from "../net/ip_address.ts"
import { EndpointSchema } from "./generated/affiliate_pb.ts"
import { parseMessage } from "./parse_message.ts"
import { addressFromWire } from "./wire_address.ts"

export type EndpointFault =
  /** The length byte claims more than there is; upstream's client panics at it (spec/discovery.md 2.6). */
  | "bad-length"
  /** What follows the message is not zero. */
  | "bad-padding"
  /** The bytes are no such message. */
  | "malformed"
  | "bad-address"
  /** Zero, or beyond 65535. */
  | "bad-port"

/** 16 bytes for IPv4, 32 for IPv6. */
export function encodeEndpoint({ address, port }: Endpoint): Uint8Array {
  const message = toBinary(EndpointSchema, create(EndpointSchema, { ip: addressOctets(address), port }))
  const plaintext = new Uint8Array(Math.ceil((1 + message.length) / BLOCK) * BLOCK)
  plaintext[0] = message.length
  plaintext.set(message, 1)
  return plaintext
}

export function decodeEndpoint(plaintext: Uint8Array): Result.Result<Endpoint, EndpointFault> {
  const end = 1 + (plaintext[0] ?? 0)
  if (end > plaintext.length) return Result.fail("bad-length")
  if (!isZero(plaintext.subarray(end))) return Result.fail("bad-padding")
  const message = parseMessage(EndpointSchema, plaintext.subarray(1, end))
  if (message === undefined) return Result.fail("malformed")
  const address = addressFromWire(message.ip)
  if (address === undefined) return Result.fail("bad-address")
  return isPort(message.port) ? Result.succeed(endpointOf(address, message.port)) : Result.fail("bad-port")
}

const isPort = Schema.is(PortSchema)

/** Of the cipher. */
const BLOCK = 16
