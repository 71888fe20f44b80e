import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair } from "../../../tests/harness/device_pair.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { millis } from "../../domain/net/instant.ts"
import type { Tunnel } from "../../domain/wireguard/tunnel.ts"
import { wayTo } from "./way.ts"
import { Ways } from "./ways.ts"

function tunnelOf(pair: DevicePair): Tunnel {
  const [tunnel] = pair.devices[0].tunnels.values()
  assert.ok(tunnel)
  return tunnel
}

test("there is no way to a peer that is nowhere", () => {
  assert.equal(new Ways().of(tunnelOf(new DevicePair({ endpoints: [false, false] }))), undefined)
})

test("a way stays the same object until the peer's path changes", () => {
  const pair = new DevicePair()
  const [ways, tunnel] = [new Ways(), tunnelOf(pair)]
  const configured = ways.of(tunnel)
  assert.deepEqual(configured, wayTo(endpoint("192.0.2.2:51820"), undefined))
  assert.equal(ways.of(tunnel), configured)

  pair.send(0)
  pair.advance(millis(100))
  const heard = ways.of(tunnel)
  assert.ok(heard !== undefined && heard.control.length > 0, "answers leave from where the peer wrote to")
  pair.send(1)
  pair.advance(millis(100))
  assert.equal(ways.of(tunnel), heard)

  tunnel.forgetSource()
  assert.deepEqual(ways.of(tunnel), configured)
  tunnel.setEndpoint(endpoint("[2001:db8::1]:7"), pair.now)
  assert.deepEqual(ways.of(tunnel), wayTo(endpoint("[2001:db8::1]:7"), undefined))
})

test("peers do not share their ways", () => {
  const [ways, one, two] = [new Ways(), tunnelOf(new DevicePair()), tunnelOf(new DevicePair({ seed: 2 }))]
  two.setEndpoint(endpoint("192.0.2.77:1"), new DevicePair().now)
  assert.notDeepEqual(ways.of(one), ways.of(two))
})
