import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { readQueuedError } from "./icmp_report.ts"
import { socketAddress } from "../linux/socket_address.ts"

const PAYLOAD = Uint8Array.of(1, 2, 3)

/** linux/errqueue.h: ee_errno 4, ee_origin 1, ee_type 1, ee_code 1, ee_pad 1, ee_info 4, ee_data 4, the offender. */
const reported = (origin: number, type: number, code: number, info: readonly number[] = [0, 0]) => {
  const isV6 = origin === 3
  const offender = isV6
    ? socketAddress("v6", 0, ipAddress("2001:db8::1"))
    : socketAddress("v4", 0, ipAddress("10.0.0.1"))
  const error = [111, 0, 0, 0, origin, type, code, 0, ...info, 0, 0, 0, 0, 0, 0]
  return {
    name: isV6 ? socketAddress("v6", 7, ipAddress("2001:db8::7")) : socketAddress("v4", 7, ipAddress("192.0.2.7")),
    control: [{ level: isV6 ? 41 : 0, type: isV6 ? 25 : 11, data: Uint8Array.from([...error, ...offender]) }],
    payload: PAYLOAD,
  }
}

test("an ICMP error tells who objected to what", () => {
  assert.deepEqual(readQueuedError(reported(2, 3, 3)), {
    _tag: "icmp",
    error: {
      type: 3,
      code: 3,
      offender: ipAddress("10.0.0.1"),
      about: endpoint("192.0.2.7:7"),
      payload: PAYLOAD,
    },
  })
})

test("an ICMPv6 error does so, too", () => {
  assert.deepEqual(readQueuedError(reported(3, 1, 4)), {
    _tag: "icmp",
    error: {
      type: 1,
      code: 4,
      offender: ipAddress("2001:db8::1"),
      about: endpoint("[2001:db8::7]:7"),
      payload: PAYLOAD,
    },
  })
})

// RFC 792: type 3 code 4; RFC 4443 3.2: type 2. 1280 is 0x0500.
test("what was too big comes with what would not have been", () => {
  const mtus = [reported(2, 3, 4, [0, 5]), reported(3, 2, 0, [0, 5]), reported(2, 3, 1, [0, 5])].map((message) => {
    const queued = readQueuedError(message)
    return queued?._tag === "icmp" ? queued.error.mtu : "none"
  })
  assert.deepEqual(mtus, [1280, 1280, undefined])
})

test("the objection of our own machine is told apart", () => {
  assert.deepEqual(readQueuedError(reported(1, 0, 0, [0xdc, 5])), { _tag: "local", error: { mtu: 1500 } })
})

test("other control messages are no errors", () => {
  assert.equal(readQueuedError({ ...reported(2, 3, 3), control: [] }), undefined)
  const short = [{ level: 0, type: 11, data: new Uint8Array(8) }]
  assert.equal(readQueuedError({ ...reported(2, 3, 3), control: short }), undefined)
})
