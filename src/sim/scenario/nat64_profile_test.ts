import assert from "node:assert/strict"
import { test } from "node:test"
import { flatTimers } from "../flow.ts"
import { minutes } from "../../domain/net/instant.ts"
import { nat64Profile } from "./nat64_profile.ts"

// RFC 6146: sections 1.2.3 and 3.5.1, UDP_DEFAULT in section 4.
test("a NAT64 that says nothing is what RFC 6146 describes", () => {
  const { mapping, filtering, hairpinning, mappingTimers, filterTimers, refresh, rangeClass, parity } = nat64Profile({})
  assert.deepEqual([mapping, filtering, hairpinning], [
    "endpoint-independent",
    "endpoint-independent",
    "external-source",
  ])
  assert.deepEqual([mappingTimers, filterTimers], [flatTimers(minutes(5)), flatTimers(minutes(5))])
  assert.deepEqual([refresh, rangeClass, parity], ["both", true, true])
})

test("what it says counts", () => {
  const profile = nat64Profile({ filtering: "address-dependent", ports: "preserve", timeout: "2m", capacity: 7 })
  const { filtering, ports, mappingTimers, filterTimers, capacity } = profile
  assert.deepEqual([filtering, ports, capacity], ["address-dependent", "preserve", 7])
  assert.deepEqual([mappingTimers, filterTimers], [flatTimers(minutes(2)), flatTimers(minutes(2))])
})
