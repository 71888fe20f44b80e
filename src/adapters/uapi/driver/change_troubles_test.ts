import assert from "node:assert/strict"
import { test } from "node:test"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { adding, change, removePeer, secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { endpoint, endpointOf } from "../../../domain/net/endpoint.ts"
import { duration, seconds } from "../../../domain/net/instant.ts"
import { ipAddress } from "../../../domain/net/ip_address.ts"
import { prefix } from "../../../domain/net/prefix.ts"
import type { SetPeer } from "../device_change.ts"
import { changeTroubles } from "./change_troubles.ts"

const A = keyOf("A")

test("what any device understands is no trouble", () => {
  const whole = setPeer(A, {
    presharedKey: secretKey(1),
    endpoint: endpoint("[2001:db8::1]:65535"),
    keepalive: seconds(65_535),
    replaceAllowedIps: true,
    allowedIps: adding("10.0.0.0/8"),
  })
  const device = { privateKey: secretKey(2), listenPort: 65_535, fwmark: 0xffff_ffff, replacePeers: true }
  assert.deepEqual(changeTroubles(change({ ...device, peers: [removePeer(A), whole] })), [])
  assert.deepEqual(changeTroubles(change({ listenPort: 0, fwmark: 0 })), [])
})

// The ranges of spec/wireguard.md 2.1.
test("ports, marks and keepalives that there are not are told, with their peer and without a key", () => {
  for (const listenPort of [-1, 65_536, 1.5, NaN]) assert.equal(changeTroubles(change({ listenPort })).length, 1)
  for (const fwmark of [-1, 2 ** 32, 0.5]) assert.equal(changeTroubles(change({ fwmark })).length, 1)
  const peers: readonly Partial<SetPeer>[] = [
    { endpoint: endpointOf(ipAddress("192.0.2.1"), 0) },
    { endpoint: endpointOf(ipAddress("192.0.2.1"), 65_536) },
    { keepalive: seconds(65_536) },
    { keepalive: duration(1_500_000) },
  ]
  for (const rest of peers) {
    const [trouble, ...others] = changeTroubles(change({ peers: [setPeer(A, rest)] }))
    assert.ok(trouble?.startsWith(`peer ${A}: `))
    assert.deepEqual(others, [])
  }
})

// spec/wireguard.md 2.1: "leading `-` removes that prefix (2025 and newer; Debian's WG: −22 [V])".
test("a single allowed IP cannot be taken away everywhere", () => {
  const allowedIps = [{ action: "remove", prefix: prefix("10.0.0.0/8") }] as const
  assert.match(changeTroubles(change({ peers: [setPeer(A, { allowedIps })] }))[0] ?? "", /10\.0\.0\.0\/8.*replace all/)
})
