import assert from "node:assert/strict"
import { test } from "node:test"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import { Rng } from "../rng.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import { portPolicy } from "./port_policies.ts"
import type { PortPolicy } from "./port_policy.ts"
import type { PortAssignment } from "./rfc4787.ts"

const policy = (ports: PortAssignment): PortPolicy => portPolicy({ ...PLAIN_NAT, ports }, Rng.seeded(1))
const not = (taken: number) => (port: number) => port !== taken

// RFC 4787 section 4.2.1.
test("preserve takes the inside port, and a random one when it is taken", () => {
  const preserve = policy("preserve")
  assert.equal(preserve.draw(portRequest("10.0.0.2:51820")), 51820)
  const other = preserve.draw(portRequest("10.0.0.2:51820", { isFree: not(51820) })) ?? 0
  assert.ok(other !== 51820 && other >= 1024)
})

// spec/nat.md 1.4: of two hosts with one port behind pf's static-port, one has none.
test("static and overload take the inside port or none", () => {
  for (const ports of ["static", "overload"] as const) {
    assert.equal(policy(ports).draw(portRequest("10.0.0.2:51820")), 51820)
    assert.equal(policy(ports).draw(portRequest("10.0.0.2:51820", { isFree: not(51820) })), undefined)
  }
})

test("wherever a port may be any, the next one is preferred if there is a neighbour below", () => {
  const span = { first: 1024, last: 65535, parity: undefined }
  const request = portRequest("10.0.0.2:4001", { span, below: 30000, isFree: not(4001) })
  for (const ports of ["preserve", "sequential", "random"] as const) assert.equal(policy(ports).draw(request), 30001)
})

test("when every port is taken there is none", () => {
  for (const ports of ["preserve", "sequential", "random", "block", "overload", "static"] as const) {
    assert.equal(policy(ports).draw(portRequest("10.0.0.2:51820", { isFree: () => false })), undefined, ports)
  }
})
