import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { readTunnelAddress } from "./tunnel_address.ts"

test("an address keeps its bits, and knows its network", () => {
  const read = (text: string) => Result.getOrThrow(readTunnelAddress(text))
  assert.deepEqual(read("10.0.0.2/24"), { address: "10.0.0.2", network: "10.0.0.0/24" })
  assert.deepEqual(read("fd00:0::2/64"), { address: "fd00::2", network: "fd00::/64" })
})

test("without a length it is alone in its network", () => {
  assert.deepEqual(Result.getOrThrow(readTunnelAddress("10.0.0.2")), { address: "10.0.0.2", network: "10.0.0.2/32" })
  assert.deepEqual(Result.getOrThrow(readTunnelAddress("fd00::2")), { address: "fd00::2", network: "fd00::2/128" })
})

test("what is no address is refused", () => {
  for (const text of ["10.0.0.2/33", "10.0.0.2/", "10.0.0/24", "fe80::1%eth0/64", "host", "/24", "10.0.0.2/24/24"]) {
    assert.ok(Result.isFailure(readTunnelAddress(text)), text)
  }
})
