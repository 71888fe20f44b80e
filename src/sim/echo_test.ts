import assert from "node:assert/strict"
import { test } from "node:test"
import { innerDestination, innerLength, innerSource } from "../domain/net/inner_packet.ts"
import { addressOctets, ipAddress } from "../domain/net/ip_address.ts"
import { hex, toHex } from "../../tests/harness/vectors.ts"
import { echoReply, echoRequest, MARKER, minEchoSize, readEcho } from "./echo.ts"

const [here, there] = [ipAddress("fd00::1"), ipAddress("fd00::2")]
const [hereOctets, thereOctets] = [addressOctets(here), addressOctets(there)]

test("a request is a well-formed IPv6 packet of the wanted size", () => {
  for (const size of [64, 84, 85, 1420]) {
    const packet = echoRequest(hereOctets, thereOctets, 7, size)
    assert.equal(innerLength(packet), size)
    assert.deepEqual([innerSource(packet), innerDestination(packet)], [here, there])
    assert.deepEqual(readEcho(packet), { isReply: false, number: 7 })
  }
})

test("a reply goes back with the same number", () => {
  const reply = echoReply(echoRequest(hereOctets, thereOctets, 0x12345678, 85))
  assert.deepEqual([innerSource(reply), innerDestination(reply)], [there, here])
  assert.deepEqual(readEcho(reply), { isReply: true, number: 0x12345678 })
})

// An echo request of Linux's ping -6 from ::1 to ::1, id 1, sequence 1, no data: checksum by RFC 1071 over the
// pseudo-header (two times 1, length 8, next header 58) and the message: ~(1 + 1 + 8 + 58 + 0x8000 + 1 + 1).
test("the checksum is ICMPv6's", () => {
  const packet = new Uint8Array(60)
  packet.set(hex("6000000000143a40"), 0)
  packet[23] = packet[39] = 1
  packet.set([128, 0, 0, 0, 0, 1, 0, 1], 40)
  const sum = 1 + 1 + 20 + 58 + 0x8000 + 1 + 1
  packet.set([(~sum >> 8) & 0xff, ~sum & 0xff], 42)
  assert.deepEqual(readEcho(packet), { isReply: false, number: 0 })
  packet[42] = (packet[42] ?? 0) ^ 1
  assert.equal(readEcho(packet), undefined)
})

test("what is damaged, short or something else is no echo", () => {
  const packet = echoRequest(hereOctets, thereOctets, 7, 84)
  for (const at of [8, 30, 41, 60, 83]) {
    const damaged = packet.slice()
    damaged[at] = (damaged[at] ?? 0) ^ 0x10
    assert.equal(readEcho(damaged), undefined, `byte ${at}`)
  }
  assert.equal(readEcho(packet.subarray(0, 59)), undefined)
  assert.equal(readEcho(new Uint8Array(100)), undefined)
  assert.equal(MARKER.length, 8)
})

const [here4, there4] = [ipAddress("10.0.0.1"), ipAddress("10.0.0.2")]
const [here4Octets, there4Octets] = [addressOctets(here4), addressOctets(there4)]

test("between IPv4 addresses it is a well-formed IPv4 packet of the wanted size, and so is the reply", () => {
  for (const size of [64, 84, 85, 1420]) {
    const packet = echoRequest(here4Octets, there4Octets, 7, size)
    assert.equal(innerLength(packet), size)
    assert.deepEqual([innerSource(packet), innerDestination(packet)], [here4, there4])
    assert.deepEqual(readEcho(packet), { isReply: false, number: 7 })
    const reply = echoReply(packet)
    assert.deepEqual([innerSource(reply), innerDestination(reply), innerLength(reply)], [there4, here4, size])
    assert.deepEqual(readEcho(reply), { isReply: true, number: 7 })
  }
})

// RFC 791 section 3.1, "the checksum is the 16-bit one's complement of the one's complement sum of all 16 bit words in
// the header", added up by hand: 4500 + 0054 + 0000 + 0000 + 4001 (time to live 64, protocol 1) + 0000 + 0a00 + 0001 +
// 0a00 + 0002 = 9958, and its complement is 66a7.
test("the header of an IPv4 echo, with its checksum, is that of RFC 791", () => {
  const packet = echoRequest(here4Octets, there4Octets, 7, 84)
  assert.equal(toHex(packet.subarray(0, 20)), "4500005400000000400166a70a0000010a000002")
  assert.equal(toHex(echoReply(packet).subarray(0, 20)), "4500005400000000400166a70a0000020a000001")
})

// RFC 792: type 8 asks and type 0 answers, and the checksum is over the ICMP message alone, without a pseudo-header. By
// hand for number 7 in the smallest packet, of 40 bytes: 0800 + 0007 (identifier) + 0000 (sequence) + "me" 6d65 + "sh"
// 7368 + "fo" 666f + "ld" 6c64 + the number 0700 + 0000 = 1c2a7, folded c2a8, complement 3d57. Without the 0800 it is
// baa8 and 4557.
test("the message of an IPv4 echo, with its checksum, is that of RFC 792", () => {
  const packet = echoRequest(here4Octets, there4Octets, 7, 0)
  assert.equal(toHex(packet.subarray(20)), "08003d5700070000" + "6d657368666f6c6407000000")
  assert.equal(toHex(echoReply(packet).subarray(20)), "0000455700070000" + "6d657368666f6c6407000000")
})

test("a packet has room for marker and number however small it is asked for", () => {
  assert.deepEqual([minEchoSize("v4"), minEchoSize("v6")], [40, 60])
  assert.equal(echoRequest(here4Octets, there4Octets, 7, 0).length, 40)
  assert.equal(echoRequest(hereOctets, thereOctets, 7, 0).length, 60)
})

test("an IPv4 packet that is damaged, short or something else is no echo", () => {
  const packet = echoRequest(here4Octets, there4Octets, 7, 84)
  for (const at of [0, 9, 20, 22, 40, 83]) {
    const damaged = packet.slice()
    damaged[at] = (damaged[at] ?? 0) ^ 0x30
    assert.equal(readEcho(damaged), undefined, `byte ${at}`)
  }
  assert.equal(readEcho(packet.subarray(0, 39)), undefined)
})
