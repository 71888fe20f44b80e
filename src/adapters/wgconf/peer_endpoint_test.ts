import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { readPeerEndpoint } from "./peer_endpoint.ts"

function read(text: string): string {
  const read = readPeerEndpoint(text)
  if (Result.isFailure(read)) return read.failure
  const { success } = read
  return success._tag === "Known" ? formatEndpoint(success.endpoint) : `${success.host} ${success.port}`
}

test("an address is known at once", () => {
  assert.equal(read("192.0.2.1:51820"), "192.0.2.1:51820")
  assert.equal(read("[2001:DB8::0:1]:1"), "[2001:db8::1]:1")
})

test("what wg takes for an address is one here: without brackets, or with needless ones", () => {
  assert.equal(read("2001:db8::1:51820"), "[2001:db8::1]:51820")
  assert.equal(read("[192.0.2.1]:51820"), "192.0.2.1:51820")
})

test("a name stays a name", () => {
  assert.equal(read("vpn.example.com:51820"), "vpn.example.com 51820")
  assert.equal(read("localhost:65535"), "localhost 65535")
  assert.equal(read("a_b-c.example.:1"), "a_b-c.example. 1")
})

test("everything else is refused", () => {
  const form = "expected HOST:PORT, with brackets around an IPv6 address"
  for (const text of ["192.0.2.1", "", ":1", "[]:1", "[::1]", "[::1:1", "a]:1"]) assert.equal(read(text), form, text)
  for (const text of ["192.0.2.1:0", "a:65536", "a:http", "a:", "[::1]:"]) {
    assert.equal(read(text), "the port must be from 1 to 65535", text)
  }
  assert.equal(read("[fe80::1%eth0]:1"), "addresses with a zone are not supported")
  for (const text of ["[localhost]:1", "2001:db8::1::2:1", "a:b:1"]) {
    assert.equal(read(text), "expected an IPv6 address before the port", text)
  }
  for (const text of ["1.2.3:1", "192.0.2.256:1", "-a:1", "a..b:1", "a/b:1", "ä:1", `${"a".repeat(254)}:1`]) {
    assert.equal(read(text), "expected an address or a host name before the port", text)
  }
})
