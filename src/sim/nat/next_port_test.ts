import assert from "node:assert/strict"
import { test } from "node:test"
import { portRequest } from "../../../tests/harness/port_requests.ts"
import { NextPort } from "./next_port.ts"

const policy = new NextPort()
const span = { first: 5000, last: 5003, parity: undefined }

// RFC 4787 section 4.2.3: RTCP on the port after RTP's, outside as inside.
test("it is the port after the one that the inside port below has", () => {
  assert.equal(policy.draw(portRequest("10.0.0.2:4001", { span, below: 5000 })), 5001)
  assert.equal(policy.draw(portRequest("10.0.0.2:4001", { span })), undefined, "which may have none")
})

test("it is none that is taken, out of range or of the wrong parity", () => {
  assert.equal(policy.draw(portRequest("10.0.0.2:4001", { span, below: 5000, isFree: () => false })), undefined)
  assert.equal(policy.draw(portRequest("10.0.0.2:4001", { span, below: 5003 })), undefined)
  const even = { ...span, parity: 0 }
  assert.equal(policy.draw(portRequest("10.0.0.2:4001", { span: even, below: 5000 })), undefined)
})
