import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import * as values from "./field_values.ts"

/** The value, or what was expected. */
const read = <A>(reader: values.Reader<A>) => (text: string): A | string => Result.getOrElse(reader(text), (why) => why)

// wg(8): "a 16-bit port for listening".
test("a listening port has 16 bits, and zero is one", () => {
  const port = read(values.readListenPort)
  assert.deepEqual(["0", "51820", "65535", "010"].map(port), [0, 51_820, 65_535, 10])
  const wrong = ["65536", "-1", "+1", "0x10", "1.0", "1e3", "domain", "", "9".repeat(400)]
  for (const text of wrong) assert.equal(port(text), "expected a port from 0 to 65535", text)
})

// wg(8): "If set to 0 or "off", this option is disabled. May be specified in hexadecimal by prepending "0x"".
test("a mark has 32 bits, in either notation, or is off", () => {
  const mark = read(values.readFwMark)
  assert.deepEqual(["off", "OFF", "0", "0xCA6C", "0xffffffff", "51820"].map(mark), [
    0,
    0,
    0,
    51_820,
    4294967295,
    51_820,
  ])
  const wrong = ["0x", "0x100000000", "4294967296", "-1", "ca6c", "auto"]
  for (const text of wrong) assert.equal(mark(text), "expected off, or a mark from 0 to 0xffffffff", text)
})

// wg(8): "a seconds interval, between 1 and 65535 inclusive [...] If set to 0 or "off", this option is disabled".
test("a keepalive is a number of seconds, or off", () => {
  const keepalive = read(values.readKeepalive)
  assert.deepEqual(["off", "0", "25", "65535"].map(keepalive), [0, 0, 25_000_000, 65_535_000_000])
  const wrong = ["65536", "25s", "-1", "0x5", "on"]
  for (const text of wrong) assert.equal(keepalive(text), "expected off, or seconds from 0 to 65535", text)
})

test("an MTU is a number of bytes", () => {
  const mtu = read(values.readMtu)
  assert.deepEqual(["68", "1420", "65535"].map(mtu), [68, 1420, 65_535])
  for (const text of ["67", "65536", "auto", "0x500"]) {
    assert.equal(mtu(text), "expected a number of bytes from 68 to 65535", text)
  }
})

// wg-quick(8): "There are two special values: `off' [...] and `auto' (the default)".
test("a table is off, auto or a number", () => {
  const table = read(values.readTable)
  assert.deepEqual(["off", "auto", "Auto", "1234", "0x10"].map(table), ["off", "auto", "auto", 1234, 16])
  for (const text of ["0", "main", "4294967296", "-1"]) {
    assert.equal(table(text), "expected off, auto, or a table's number from 1 to 4294967295", text)
  }
})

test("a switch is true or false", () => {
  assert.deepEqual(["true", "FALSE", "yes"].map(read(values.readSwitch)), [true, false, "expected true or false"])
})

test("a public key is 32 bytes in canonical base64", () => {
  const key = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="
  assert.equal(read(values.readPublicKey)(key), key)
  for (const text of [key.slice(1), `${key}=`, key.replace("Dg=", "Dh="), "", key.toLowerCase().slice(0, 10)]) {
    assert.equal(read(values.readPublicKey)(text), "expected 32 bytes in base64", text)
  }
})
