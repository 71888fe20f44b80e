import assert from "node:assert/strict"
import { test } from "node:test"
import { innerDestination, innerLength, innerSource } from "../domain/net/inner_packet.ts"
import { addressOctets, ipAddress } from "../domain/net/ip_address.ts"
import { hex } from "../../tests/harness/vectors.ts"
import { echoReply, echoRequest, MARKER, readEcho } from "./echo.ts"

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
