import assert from "node:assert/strict"
import { test } from "node:test"
import { socketPath } from "./socket_path.ts"

// spec/wireguard.md 2.1: "`/var/run/wireguard/<ifname>.sock`".
test("an interface's socket is where wg looks, or where it is told to be", () => {
  assert.equal(socketPath({ name: "wg0" }), "/var/run/wireguard/wg0.sock")
  assert.equal(socketPath({ name: "a=b_c+d.-1", directory: "/tmp" }), "/tmp/a=b_c+d.-1.sock")
})

test("what is no name of an interface leads nowhere", () => {
  for (const name of ["", ".", "..", "../wg0", "a/b", "a b", "a\0", "ä", "sixteencharacter"]) {
    assert.throws(() => socketPath({ name }), { name: "UapiError", reason: "this is no name of an interface" }, name)
  }
})

test("a path that is too long for a socket is refused before it is cut off", () => {
  const directory = `/${"d".repeat(100)}`
  assert.throws(() => socketPath({ name: "wg0", directory }), { reason: "the path is too long for a socket" })
})
