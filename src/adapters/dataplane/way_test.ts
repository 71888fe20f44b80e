import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { wayTo, withoutSource } from "./way.ts"

const V4 = endpoint("192.0.2.1:51820")
const V6 = endpoint("[2001:db8::17]:51820")

// ip(7): struct sockaddr_in; ipv6(7): struct sockaddr_in6.
test("a way has the socket address of its end", () => {
  assert.deepEqual([...wayTo(V4, undefined).name], [2, 0, 0xca, 0x6c, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0])
  const { family, name } = wayTo(V6, undefined)
  assert.deepEqual([family, name.length, name[0], name[8], name[23]], ["v6", 28, 10, 0x20, 0x17])
})

test("without a source, or with one of the other family, the kernel chooses", () => {
  assert.equal(wayTo(V4, undefined).control.length, 0)
  assert.equal(wayTo(V4, ipAddress("2001:db8::1")).control.length, 0)
  assert.equal(wayTo(V6, ipAddress("192.0.2.9")).control.length, 0)
  assert.equal(withoutSource(wayTo(V4, ipAddress("192.0.2.9"))).control.length, 0)
})

// cmsg(3), and ip(7): IP_PKTINFO is 8 of level 0; struct in_pktinfo is interface, ipi_spec_dst, ipi_addr.
test("the source of an IPv4 way is in an IP_PKTINFO that names no interface", () => {
  const { control } = wayTo(V4, ipAddress("192.0.2.9"))
  assert.deepEqual([...control.subarray(0, 16)], [28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0])
  assert.deepEqual([...control.subarray(16, 28)], [0, 0, 0, 0, 192, 0, 2, 9, 0, 0, 0, 0])
  assert.equal(control.length, 32, "CMSG_SPACE: aligned to 8")
})

// ipv6(7): IPV6_PKTINFO is 50 of level 41; struct in6_pktinfo is address, interface.
test("the source of an IPv6 way is in an IPV6_PKTINFO that names no interface", () => {
  const { control } = wayTo(V6, ipAddress("2001:db8::9"))
  assert.deepEqual([...control.subarray(0, 16)], [36, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 0, 50, 0, 0, 0])
  const address = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]
  assert.deepEqual([...control.subarray(16, 36)], [...address, 0, 0, 0, 0])
  assert.equal(control.length, 40)
})
