import assert from "node:assert/strict"
import { test } from "node:test"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import { OwnPort } from "./own_port.ts"

test("the inside port is kept if it is free", () => {
  const policy = new OwnPort(undefined)
  assert.equal(policy.draw(portRequest("10.0.0.2:443")), 443)
  assert.equal(policy.draw(portRequest("10.0.0.2:443", { isFree: (port) => port !== 443 })), undefined)
})

// spec/nat.md E1c.
test("no port is kept that is outside of a range that was given", () => {
  const policy = new OwnPort([2000, 3000])
  const kept = [1999, 2000, 3000, 3001].map((port) => policy.draw(portRequest(`10.0.0.2:${port}`)))
  assert.deepEqual(kept, [undefined, 2000, 3000, undefined])
})
