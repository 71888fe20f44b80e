import assert from "node:assert/strict"
import { test } from "node:test"
import { SecretKey } from "../../domain/wireguard/secret_key.ts"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import * as values from "./wire_values.ts"

const HEX = "41".repeat(32)

// spec/wireguard.md 2.1: "keys lower-case hex (64 chars)".
test("keys are 64 hex digits, written in lower case", () => {
  assert.equal(values.readPublicKey(HEX), keyOf("A"))
  assert.equal(values.hexOfPublicKey(keyOf("J")), "4a".repeat(32))
  assert.equal(values.readPublicKey("4A".repeat(32)), keyOf("J"))
  for (const text of ["", HEX.slice(1), `${HEX}0`, HEX.replace("4", "g"), ` ${HEX}`, `${HEX}\r`]) {
    assert.equal(values.readPublicKey(text), undefined)
    assert.equal(values.readSecretKey(text), undefined)
  }
})

test("zeros are no secret key", () => {
  assert.equal(values.readSecretKey("0".repeat(64)), "none")
  assert.equal(values.hexOfSecretKey("none"), "0".repeat(64))
  assert.equal(values.hexOfSecretKey(undefined), "0".repeat(64))
  const key = values.readSecretKey(HEX)
  assert.ok(key instanceof SecretKey)
  assert.equal(values.hexOfSecretKey(key), HEX)
})

test("integers are decimal and bounded", () => {
  assert.deepEqual(["0", "65535", "007"].map(values.readPort), [0, 65_535, 7])
  for (const text of ["65536", "-1", "+1", "0x1", "1.5", "1e2", "", " 1", "1\0", "9".repeat(21)]) {
    assert.equal(values.readPort(text), undefined, text)
  }
  assert.deepEqual(["4294967295", "4294967296"].map(values.readU32), [4294967295, undefined])
  assert.deepEqual(["9007199254740991", "9007199254740992"].map(values.readCount), [9007199254740991, undefined])
  assert.deepEqual(["25", "65536"].map(values.readKeepalive), [25_000_000, undefined])
})

// spec/wireguard.md 2.1: "endpoint `ip:port` or `[ip6]:port` (no host names: −22), prefix `ip/len` (mask required)".
test("endpoints are addresses with a port, prefixes have their length", () => {
  assert.deepEqual(values.readEndpoint("[2001:db8::1]:1"), { address: "2001:db8::1", port: 1 })
  for (const text of ["localhost:1", "192.0.2.1", "192.0.2.1:0", "2001:db8::1:1", "[fe80::1%lo]:1"]) {
    assert.equal(values.readEndpoint(text), undefined, text)
  }
  assert.equal(values.readPrefix("10.0.0.1/8"), "10.0.0.0/8")
  for (const text of ["10.0.0.1", "10.0.0.1/33", "-10.0.0.0/8", "::/129", "/8"]) {
    assert.equal(values.readPrefix(text), undefined, text)
  }
})
