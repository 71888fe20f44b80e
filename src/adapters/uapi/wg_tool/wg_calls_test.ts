import assert from "node:assert/strict"
import { test } from "node:test"
import * as Base64 from "effect/encoding/Base64"
import fc from "fast-check"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { anyChange, anyReport, peerReport } from "../../../../tests/harness/uapi_arbitraries.ts"
import { adding, change, removePeer, secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import { prefix } from "../../../domain/net/prefix.ts"
import { publicKeyOf } from "../../../domain/public_key.ts"
import type { DeviceChange } from "../device_change.ts"
import type { DeviceReport, PeerReport } from "../device_report.ts"
import { wgCalls } from "./wg_calls.ts"

const [A, B] = [keyOf("A"), keyOf("B")]
const ZEROS = `${"A".repeat(43)}=`
const reportOf = (...peers: readonly PeerReport[]): DeviceReport => ({
  privateKey: undefined,
  listenPort: 7,
  fwmark: 0,
  peers,
})
const calls = (asked: Partial<DeviceChange>, report = reportOf()) => wgCalls("wg0", change(asked), report)

test("no key that is secret is ever among the arguments", () => {
  fc.assert(fc.property(anyChange, anyReport, (change, report) => {
    const secrets = [change.privateKey, ...change.peers.map((peer) => peer._tag === "SetPeer" && peer.presharedKey)]
    const words = wgCalls("wg0", change, report).flatMap(({ args }) => args).join(" ")
    for (const key of [...secrets, report.privateKey, ...report.peers.map(({ presharedKey }) => presharedKey)]) {
      if (typeof key === "object") assert.ok(!words.includes(Base64.encode(key.bytes)))
    }
  }))
})

test("what is not secret goes by arguments, for many peers at once", () => {
  const moved = setPeer(A, { endpoint: endpoint("192.0.2.1:7"), keepalive: seconds(0) })
  const given = setPeer(B, { replaceAllowedIps: true, allowedIps: adding("10.0.0.0/8", "::/0") })
  assert.deepEqual(calls({ peers: [moved, given, removePeer(A), removePeer(B)] }), [
    {
      args: [
        ...["set", "wg0", "peer", A, "endpoint", "192.0.2.1:7", "persistent-keepalive", "0"],
        ...["peer", B, "allowed-ips", "10.0.0.0/8,::/0"],
      ],
    },
    { args: ["set", "wg0", "peer", A, "remove", "peer", B, "remove"] },
  ])
})

test("keys go by standard input, those of the device before all else", () => {
  const [device, peer, ...others] = calls({ privateKey: secretKey(1), peers: [setPeer(A, { presharedKey: "none" })] })
  assert.deepEqual([device?.args, peer?.args], [["addconf", "wg0", "/dev/stdin"], ["addconf", "wg0", "/dev/stdin"]])
  assert.match(device?.input ?? "", /^\[Interface\]\nPrivateKey = .*\n$/)
  assert.equal(peer?.input, `[Interface]\n[Peer]\nPublicKey = ${A}\nPresharedKey = ${ZEROS}\n`)
  assert.deepEqual(others, [])
})

test("what a configuration would take away is said again", () => {
  const there = peerReport({ publicKey: A, presharedKey: secretKey(1), allowedIps: [prefix("10.0.0.0/8")] })
  const [more] = calls({ peers: [setPeer(A, { allowedIps: adding("::/0") })] }, reportOf(there))
  assert.match(more?.input ?? "", /\nPresharedKey = AQEB.*\nAllowedIPs = 10\.0\.0\.0\/8, ::\/0\n$/)
  const [other] = calls({ peers: [setPeer(A, { presharedKey: secretKey(2) })] }, reportOf(there))
  assert.match(other?.input ?? "", /\nPresharedKey = AgIC.*\nAllowedIPs = 10\.0\.0\.0\/8\n$/)
  const [again] = calls({ peers: [removePeer(A), setPeer(A, { allowedIps: adding("::/0") })] }, reportOf(there)).slice(
    1,
  )
  assert.equal(again?.input, `[Interface]\n[Peer]\nPublicKey = ${A}\nPresharedKey = ${ZEROS}\nAllowedIPs = ::/0\n`)
})

test("a peer that is only to be updated is left out where it is not there", () => {
  const moved = setPeer(A, { updateOnly: true, endpoint: endpoint("192.0.2.1:7") })
  assert.deepEqual(calls({ peers: [moved] }), [])
  assert.equal(calls({ peers: [moved] }, reportOf(peerReport({ publicKey: A }))).length, 1)
  assert.equal(calls({ peers: [setPeer(A), moved] })[0]?.args.filter((word) => word === A).length, 2)
  const replaced = calls({ replacePeers: true, peers: [moved] }, reportOf(peerReport({ publicKey: A })))
  assert.deepEqual(replaced.map(({ args }) => args.at(-1)), ["remove"])
})

test("a thousand peers do not become too many arguments", () => {
  const keys = Array.from(
    { length: 1_000 },
    (_, i) => publicKeyOf(Uint8Array.of(i >> 8, i & 255, ...Array(30).fill(9))),
  )
  const all = calls({ peers: keys.map(removePeer) })
  assert.deepEqual(all.flatMap(({ args }) => args.filter((word) => word.length === 44)), keys)
  for (const { args } of all) assert.ok(args.join(" ").length < 65_536)
  const allowedIps = keys.map((_, i) => ({ action: "add", prefix: prefix(`10.${i >> 8}.${i & 255}.0/24`) }) as const)
  const [whole] = calls({ peers: [setPeer(A, { replaceAllowedIps: true, allowedIps })] })
  assert.ok(whole?.input?.includes("10.3.231.0/24"))
})

test("a change of nothing is no call", () => assert.deepEqual(calls({}), []))
