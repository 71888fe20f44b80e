import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { outcome, outcomeText } from "./outcome.ts"

const [source, destination] = [endpoint("10.0.0.2:51820"), endpoint("198.51.100.1:1")]

test("what was not sent is told apart from what was lost", () => {
  assert.equal(outcomeText(outcome()), "not sent")
  assert.equal(outcomeText({ ...outcome(), wasSent: true }), "lost")
})

test("networks, deliveries and errors are told in this order", () => {
  const all = {
    ...outcome(),
    wasSent: true,
    crossings: [{ network: "home", source, destination }],
    deliveries: [{ node: "s", source, destination }],
    errors: [{ node: "a", kind: "port-unreachable" as const, by: ipAddress("198.51.100.1"), about: destination }],
  }
  assert.equal(
    outcomeText(all),
    "home: 10.0.0.2:51820 > 198.51.100.1:1; s got 10.0.0.2:51820 > 198.51.100.1:1; " +
      "a told port-unreachable by 198.51.100.1 of 198.51.100.1:1",
  )
})

test("why the simulator dropped it is not compared", () => {
  assert.equal(outcomeText({ ...outcome(), wasSent: true, drops: ["lost at home"] }), "lost")
})
