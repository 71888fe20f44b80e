import assert from "node:assert/strict"
import { test } from "node:test"
import { assertSound } from "../../../tests/harness/frame_checksums.ts"
import { checksumOf, ethernet, udpV4, udpV6 } from "../../../tests/harness/frames.ts"
import { hex, toHex, vectors } from "../../../tests/harness/vectors.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { addressOctets, ipAddress } from "../../domain/net/ip_address.ts"
import { probePayload, readFrame } from "./frame.ts"
import { timeExceeded } from "./time_exceeded.ts"

test("IPv4: type 11 to the sender, quoting the packet, with right checksums (RFC 792)", () => {
  const packet = udpV4("203.0.113.1:51820", "198.51.100.1:9", probePayload(7), 1)
  const frame = timeExceeded(ethernet(packet), ipAddress("192.0.2.254"))
  const ip = frame.subarray(14)
  assert.equal(checksumOf(ip.subarray(0, 20)), 0)
  assert.equal(checksumOf(ip.subarray(20)), 0)
  assert.deepEqual([ip[9], ip[20], ip[21]], [1, 11, 0])
  assert.deepEqual([...ip.subarray(28)], [...packet])
  const { source, destination, error, probe } = readFrame(frame) ?? assert.fail()
  assert.deepEqual([source.address, destination.address, probe], ["192.0.2.254", "203.0.113.1", 7])
  assert.equal(error?.kind, "time-exceeded")
  assert.equal(error && formatEndpoint(error.source), "203.0.113.1:51820")
})

test("IPv6: type 3, with the pseudo-header in the checksum (RFC 4443 2.3, RFC 8200 8.1)", () => {
  const packet = udpV6("[2001:db8::2]:51820", "[2001:db8::1]:9", probePayload(7), 1)
  const frame = timeExceeded(ethernet(packet), ipAddress("2001:db8:ffff::fe"))
  const ip = frame.subarray(14)
  const message = ip.subarray(40)
  const pseudo = Uint8Array.from([
    ...addressOctets(ipAddress("2001:db8:ffff::fe")),
    ...addressOctets(ipAddress("2001:db8::2")),
    ...[0, 0, message.length >> 8, message.length & 0xff, 0, 0, 0, 58],
    ...message,
  ])
  assert.equal(checksumOf(pseudo), 0)
  assert.deepEqual([ip[6], message[0], message[1]], [58, 3, 0])
  assert.equal(readFrame(frame)?.error?.kind, "time-exceeded")
})

// tests/vectors/kernel_frames.json says how they were heard.
const KERNEL = vectors<Readonly<Record<string, string>>>("kernel_frames")
const kernel = (name: string): Uint8Array => hex(KERNEL[name] ?? assert.fail(name))

test("a Linux router says the same, byte for byte, of the same packet", () => {
  for (const [family, by, header] of [["4", "203.0.113.1", 34], ["6", "2001:db8::ff", 54]] as const) {
    const ours = timeExceeded(kernel(`expiring${family}`), ipAddress(by))
    const theirs = kernel(`expired${family}`)
    assert.equal(toHex(ours.subarray(header)), toHex(theirs.subarray(header)))
    assert.equal(ours.length, theirs.length)
    const [mine, said] = [ours, theirs].map(readFrame)
    assert.ok(mine && said)
    assert.deepEqual([mine.source, mine.destination, mine.error], [said.source, said.destination, said.error])
  }
})

test("checksums are right over packets of any length, odd ones as well", () => {
  for (const length of [0, 1, 2, 31, 32, 33, 500]) {
    const load = new Uint8Array(length).fill(0xff)
    assertSound(timeExceeded(ethernet(udpV4("203.0.113.1:51820", "198.51.100.1:9", load, 1)), ipAddress("192.0.2.254")))
    const six = ethernet(udpV6("[2001:db8::2]:51820", "[2001:db8::1]:9", load, 1))
    assertSound(timeExceeded(six, ipAddress("2001:db8:ffff::fe")))
  }
})

test("it has 64 hops to go, and the packet that died is left as it was", () => {
  const packet = ethernet(udpV4("203.0.113.1:51820", "198.51.100.1:9", probePayload(7), 1))
  const before = toHex(packet)
  const frame = timeExceeded(packet, ipAddress("192.0.2.254"))
  assert.equal(readFrame(frame)?.ttl, 64)
  assert.equal(toHex(packet), before)
})
