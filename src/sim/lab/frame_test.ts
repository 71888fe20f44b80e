import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { assertSound } from "../../../tests/harness/frame_checksums.ts"
import { checksumOf, ethernet, udpV4, udpV6 } from "../../../tests/harness/frames.ts"
import { hex, toHex, vectors } from "../../../tests/harness/vectors.ts"
import { readU16 } from "../../domain/bytes.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { probeOf, probePayload, readdressed, readFrame } from "./frame.ts"

const payload = probePayload(4711)

test("UDP is read in both families, with the number of the probe", () => {
  const v4 = readFrame(ethernet(udpV4("10.0.0.2:51820", "198.51.100.1:9", payload, 61)))
  assert.ok(v4)
  assert.deepEqual(
    [formatEndpoint(v4.source), formatEndpoint(v4.destination), v4.ttl, v4.probe, v4.error, v4.length],
    ["10.0.0.2:51820", "198.51.100.1:9", 61, 4711, undefined, 60],
  )
  const v6 = readFrame(ethernet(udpV6("[2001:db8::2]:51820", "[2001:db8::1]:9", payload, 3)))
  assert.deepEqual([v6 && formatEndpoint(v6.source), v6?.ttl, v6?.probe, v6?.length], [
    "[2001:db8::2]:51820",
    3,
    4711,
    80,
  ])
})

test("what is neither is nobody's", () => {
  assert.equal(readFrame(new Uint8Array(10)), undefined)
  const arp = new Uint8Array(60)
  arp.set([8, 6], 12)
  assert.equal(readFrame(arp), undefined)
  assert.equal(readFrame(ethernet(udpV4("10.0.0.2:1", "198.51.100.1:9", new Uint8Array(4), 61)))?.probe, undefined)
})

test("a copy for another has his address, ours, the TTL that is left and a right checksum", () => {
  const frame = ethernet(udpV4("10.0.0.2:51820", "198.51.100.1:9", payload, 61))
  for (const ttl of [60, 1, 255]) {
    const copy = readdressed(frame, Uint8Array.of(2, 0, 0, 0, 0, 9), ttl)
    assert.deepEqual([...copy.subarray(0, 6)], [2, 0, 0, 0, 0, 9])
    assert.deepEqual([...copy.subarray(6, 12)], [...frame.subarray(0, 6)])
    assert.equal(readFrame(copy)?.ttl, ttl)
    assert.equal(checksumOf(copy.subarray(14, 34)), 0)
  }
  const v6 = readdressed(ethernet(udpV6("[2001:db8::2]:1", "[2001:db8::1]:9", payload, 9)), new Uint8Array(6), 8)
  assert.equal(readFrame(v6)?.ttl, 8)
  assert.equal(readU16(v6, 12), 0x86dd)
})

test("a payload that is no probe's has no number", () => {
  assert.equal(probeOf(payload), 4711)
  assert.equal(probeOf(new Uint8Array(32)), undefined)
  assert.equal(probeOf(new Uint8Array(3)), undefined)
})

// Said by kernels; how they were heard stands in the file.
const KERNEL = vectors<Readonly<Record<string, string>>>("kernel_frames")
const kernel = (name: string): Uint8Array => hex(KERNEL[name] ?? assert.fail(name))
const [HOST, SERVER, HOST6, SERVER6] = ["198.18.0.2", "198.51.100.1", "2001:db8:1::2", "2001:db8::1"]
const HUB = Uint8Array.of(2, 0x4d, 0x46, 0xff, 0xff, 0xff)

test("what checks checksums finds the example of RFC 1071 section 3 right, and another one wrong", () => {
  const example = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]
  assert.equal(checksumOf(Uint8Array.from(example)), 0xffff - 0xddf2)
  assert.equal(checksumOf(Uint8Array.from([...example, 0x22, 0x0d])), 0)
  const frame = kernel("udp4")
  assertSound(frame)
  frame.set([1], frame.length - 1)
  assert.throws(() => assertSound(frame), /UDP/)
})

test("datagrams of kernels are read as what was sent", () => {
  const line = (name: string): string => {
    assertSound(kernel(name))
    const { source, destination, ttl, error, probe, length } = readFrame(kernel(name)) ?? assert.fail(name)
    assert.equal(error, undefined)
    return `${probe}: ${formatEndpoint(source)} > ${formatEndpoint(destination)}, TTL ${ttl}, ${length} B`
  }
  assert.equal(line("udp4"), `0: ${HOST}:51820 > ${SERVER}:51820, TTL 64, 60 B`)
  assert.equal(line("udp4Forwarded"), `0: ${HOST}:51820 > ${SERVER}:51820, TTL 63, 60 B`)
  assert.equal(line("udp6"), `1: [${HOST6}]:51820 > [${SERVER6}]:51820, TTL 64, 80 B`)
  assert.equal(line("udp6Forwarded"), `1: [${HOST6}]:51820 > [${SERVER6}]:51820, TTL 63, 80 B`)
  assert.equal(line("expiring4"), `4: ${HOST}:51820 > ${SERVER}:9, TTL 1, 60 B`)
  assert.equal(line("expiring6"), `5: [${HOST6}]:51820 > [${SERVER6}]:9, TTL 1, 80 B`)
})

test("errors of kernels are read with what they quote", () => {
  const line = (name: string): string => {
    assertSound(kernel(name))
    const { source, destination, error, probe } = readFrame(kernel(name)) ?? assert.fail(name)
    assert.deepEqual([source.port, destination.port], [0, 0])
    const about = error && `${error.kind} of ${formatEndpoint(error.source)} > ${formatEndpoint(error.destination)}`
    return `${source.address} to ${destination.address} on ${probe}: ${about}`
  }
  const [failed, failed6] = [`${HOST}:51820 > ${SERVER}:9`, `[${HOST6}]:51820 > [${SERVER6}]:9`]
  assert.equal(line("unreachable4"), `${SERVER} to ${HOST} on 2: port-unreachable of ${failed}`)
  assert.equal(line("unreachable6"), `${SERVER6} to ${HOST6} on 3: port-unreachable of ${failed6}`)
  assert.equal(line("expired4"), `203.0.113.1 to ${HOST} on 4: time-exceeded of ${failed}`)
  assert.equal(line("expired6"), `2001:db8::ff to ${HOST6} on 5: time-exceeded of ${failed6}`)
})

test("with one hop less a packet is, byte for byte, as the kernel of a router passes it on", () => {
  for (const name of ["udp4", "udp6"]) {
    const copy = readdressed(kernel(name), HUB, 63)
    assert.equal(toHex(copy.subarray(14)), toHex(kernel(`${name}Forwarded`).subarray(14)))
  }
})

test("it goes to the receiver's hardware address, from the one that it was sent to, and the frame stays as it was", () => {
  const frame = kernel("udp6")
  const copy = readdressed(frame, Uint8Array.of(2, 0x4d, 0x46, 0, 0, 9), 7)
  assert.equal(toHex(copy.subarray(0, 14)), "024d46000009" + "024d46ffffff" + "86dd")
  assert.equal(toHex(frame), KERNEL["udp6"])
})

// RFC 1624: an update of the checksum has the same outcome as a new sum, whatever it was before.
test("whatever the TTL was and will be, the checksum is right", () => {
  const octet = fc.nat(255)
  fc.assert(fc.property(octet, octet, fc.nat(0xffff), octet, (before, then, identification, tail) => {
    const header = udpV4("10.0.0.2:51820", `198.51.100.${tail}:9`, payload, before).slice()
    header.set([identification >> 8, identification & 0xff, 0, 0, before, 17, 0, 0], 4)
    const sum = checksumOf(header.subarray(0, 20))
    header.set([sum >> 8, sum & 0xff], 10)
    const copy = readdressed(ethernet(header), HUB, then)
    assert.equal(checksumOf(copy.subarray(14, 34)), 0)
    assert.equal(readFrame(copy)?.ttl, then)
  }))
})

test("what else kernels say is not ours to carry", () => {
  assert.equal(readFrame(kernel("listenerReport")), undefined, "IPv6 with options, ICMPv6 type 143")
  const changed = (name: string, at: number, ...octets: readonly number[]): Uint8Array => {
    const frame = kernel(name)
    frame.set(octets, 14 + at)
    return frame
  }
  assert.equal(readFrame(changed("udp4", 9, 6)), undefined, "TCP")
  assert.equal(readFrame(changed("udp6", 6, 6)), undefined, "TCP")
  assert.equal(readFrame(changed("udp4", 0, 0x46)), undefined, "IPv4 options")
  assert.equal(readFrame(changed("unreachable4", 20, 8, 0)), undefined, "echo")
  assert.equal(readFrame(changed("unreachable6", 40, 128, 0)), undefined, "echo")
  for (const code of [0, 1, 2, 4, 13]) assert.equal(readFrame(changed("unreachable4", 20, 3, code)), undefined)
  for (const code of [0, 1, 3, 6]) assert.equal(readFrame(changed("unreachable6", 40, 1, code)), undefined)
})

// RFC 792 and RFC 4443 3.3: code 1 is about fragments that did not come.
test("of errors about time only those about hops are ours", () => {
  for (const [name, at] of [["expired4", 34], ["expired6", 54]] as const) {
    const frame = kernel(name)
    frame.set([1], at + 1)
    assert.equal(readFrame(frame), undefined)
  }
})

test("a frame that is cut short is no frame, or one without a number", () => {
  for (const name of Object.keys(KERNEL).filter((one) => one !== "source")) {
    const whole = kernel(name)
    for (let length = 0; length < whole.length; length++) {
      const content = readFrame(whole.subarray(0, length))
      if (content?.probe !== undefined) assert.equal(content.probe, readFrame(whole)?.probe)
      if (length < 14 + 28) assert.equal(content, undefined)
    }
  }
})

test("a probe's payload has the same length for every number, carries it whole, and is no message of WireGuard's", () => {
  fc.assert(fc.property(fc.nat(0xffff_ffff), (number) => {
    const bytes = probePayload(number)
    assert.equal(bytes.length, 32)
    assert.equal(probeOf(bytes), number)
    assert.ok(![1, 2, 3, 4].includes(bytes[0] ?? 0), "their types")
  }))
})
