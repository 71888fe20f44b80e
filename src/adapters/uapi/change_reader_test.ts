import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { anyChange } from "../../../tests/harness/uapi_arbitraries.ts"
import { ChangeReader } from "./change_reader.ts"
import { changeText } from "./change_text.ts"
import type { DeviceChange } from "./device_change.ts"

const KEY = "41".repeat(32)

function read(...lines: readonly string[]): Result.Result<DeviceChange, number> {
  const reader = new ChangeReader()
  for (const line of lines) reader.line(line)
  return reader.end()
}

/** The errno; zero for success. */
const errnoOf = (...lines: readonly string[]): number =>
  Result.match(read(...lines), {
    onSuccess: () => 0,
    onFailure: (errno) => errno,
  })

const ofPeer = (...lines: readonly string[]): number => errnoOf(`public_key=${KEY}`, ...lines)

/** Keys are hidden from deepEqual, and are compared by the text. */
test("a change survives the way through text", () => {
  fc.assert(fc.property(anyChange, (change) => {
    const text = changeText(change)
    const again = Result.getOrThrow(read(...text.split("\n").slice(1, -2)))
    assert.deepEqual(again, change)
    assert.equal(changeText(again), text)
  }))
})

test("a request for nothing changes nothing", () => {
  assert.deepEqual(read(), Result.succeed({ replacePeers: false, peers: [] }))
})

// spec/wireguard.md 2.1: "−22 invalid value or unknown key, −71 line without `=`".
test("invalid values and unknown keys are EINVAL, a line without an equals sign is EPROTO", () => {
  const invalid = ["a=b", "listen_port=65536", "listen_port=", "fwmark=0x1", "fwmark=4294967296", "replace_peers=false"]
  const keys = [`private_key=${KEY}0`, "public_key=", "__proto__=1", "constructor=1", "LISTEN_PORT=1", "=", "set=1"]
  for (const line of [...invalid, ...keys, "listen_port=1\r", " listen_port=1", "listen_port=1\0"]) {
    assert.equal(errnoOf(line), 22, line)
  }
  for (const line of ["listen_port", "\0", " "]) assert.equal(errnoOf(line), 71, line)
  const ofPeers = ["endpoint=localhost:1", "allowed_ip=10.0.0.1", "allowed_ip=--::/0", "protocol_version=2", "remove=1"]
  for (const line of [...ofPeers, "update_only=", "persistent_keepalive_interval=off"]) {
    assert.equal(ofPeer(line), 22, line)
  }
  assert.equal(ofPeer("protocol_version=1", "allowed_ip=-::/0", "remove=true"), 0)
})

test("keys of the device come before all peers, those of peers behind theirs", () => {
  for (const line of [`private_key=${KEY}`, "listen_port=1", "fwmark=1", "replace_peers=true"]) {
    assert.equal(errnoOf(line), 0, line)
    assert.equal(ofPeer(line), 22, line)
  }
  for (const line of ["remove=true", "update_only=true", `preshared_key=${KEY}`, "allowed_ip=::/0"]) {
    assert.equal(errnoOf(line), 22, line)
    assert.equal(ofPeer(line), 0, line)
  }
})

test("the first line that is wrong decides", () => {
  assert.equal(errnoOf("a=b", "what"), 22)
  assert.equal(errnoOf("what", "a=b"), 71)
  assert.equal(errnoOf("listen_port=1", "what", "listen_port=2"), 71)
})

test("of what is said twice the last counts, and replacing takes back the allowed IPs before it", () => {
  const lines = ["listen_port=1", "listen_port=2", `public_key=${KEY}`, "allowed_ip=::/0", "replace_allowed_ips=true"]
  const { listenPort, peers } = Result.getOrThrow(read(...lines, "allowed_ip=10.0.0.0/8", "allowed_ip=-10.0.0.0/8"))
  assert.equal(listenPort, 2)
  const [peer] = peers
  assert.ok(peer?._tag === "SetPeer" && peer.replaceAllowedIps)
  assert.deepEqual(peer.allowedIps, [
    { action: "add", prefix: "10.0.0.0/8" },
    { action: "remove", prefix: "10.0.0.0/8" },
  ])
})

test("of a peer that is removed nothing else counts, but it must be right", () => {
  const { peers } = Result.getOrThrow(read(`public_key=${KEY}`, "remove=true", "allowed_ip=::/0", `public_key=${KEY}`))
  assert.deepEqual(peers.map(({ _tag }) => _tag), ["RemovePeer", "SetPeer"])
  assert.equal(ofPeer("remove=true", "allowed_ip=x"), 22)
})

test("there are only so many peers", () => {
  const reader = new ChangeReader()
  for (let i = 0; i <= 131_072; i++) reader.line(`public_key=${KEY}`)
  assert.deepEqual(reader.end(), Result.fail(22))
})
