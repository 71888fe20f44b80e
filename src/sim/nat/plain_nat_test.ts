import assert from "node:assert/strict"
import { test } from "node:test"
import { PLAIN_NAT } from "./plain_nat.ts"

test("the plain device does nothing that RFC 4787 forbids", () => {
  const { mapping, ports, mappingTimers, refresh, icmpError, alg } = PLAIN_NAT
  assert.equal(mapping, "endpoint-independent", "REQ-1")
  assert.notEqual(ports, "overload", "REQ-3")
  const { unreplied, replied, assured } = mappingTimers
  assert.ok([unreplied, replied, assured].every((limit) => limit >= 120_000_000), "REQ-5")
  assert.notEqual(refresh, "inbound", "REQ-6")
  assert.equal(alg, "off", "REQ-10")
  assert.equal(icmpError, "ignore", "REQ-12")
})
