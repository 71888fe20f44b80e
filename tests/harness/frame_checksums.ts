/** Checksums of a frame, counted apart from all other code: RFC 1071, with the pseudo-headers of RFC 768 and RFC 8200 8.1. */
import assert from "node:assert/strict"
import { checksumOf } from "./frames.ts"

const [ICMP, UDP, ICMP_V6] = [1, 17, 58]

/** Fails unless every checksum in it is right. Of what an ICMP error quotes, the IPv4 header's is looked at as well. */
export function assertSound(frame: Uint8Array): void {
  const packet = frame.subarray(14)
  const version = (packet[0] ?? 0) >> 4
  const message = version === 4 ? soundV4(packet) : soundV6(packet)
  if (message !== undefined) assertHeader(message.subarray(8))
}

/** The ICMP message, if it is one. */
function soundV4(packet: Uint8Array): Uint8Array | undefined {
  assertHeader(packet)
  const [protocol, body] = [packet[9] ?? 0, packet.subarray(20)]
  if (protocol === UDP) {
    assertSum([...packet.subarray(12, 20), 0, protocol, ...u16(body.length), ...body], "UDP")
    return undefined
  }
  assert.equal(protocol, ICMP)
  assertSum(body, "ICMP")
  return body
}

function soundV6(packet: Uint8Array): undefined {
  const [protocol, body] = [packet[6] ?? 0, packet.subarray(40)]
  assert.ok(protocol === UDP || protocol === ICMP_V6)
  assert.equal((packet[4] ?? 0) * 256 + (packet[5] ?? 0), body.length, "the payload's length")
  assertSum([...packet.subarray(8, 40), 0, 0, ...u16(body.length), 0, 0, 0, protocol, ...body], "UDP or ICMPv6")
  return undefined
}

function assertHeader(packet: Uint8Array): void {
  assertSum(packet.subarray(0, 20), "IPv4 header")
}

const assertSum = (bytes: Iterable<number>, what: string): void =>
  assert.equal(checksumOf(Uint8Array.from(bytes)), 0, `checksum of ${what}`)

const u16 = (value: number): readonly number[] => [value >> 8, value & 0xff]
