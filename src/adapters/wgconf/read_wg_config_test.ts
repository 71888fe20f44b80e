import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { readWgConfig } from "./read_wg_config.ts"
import { nobleSuite } from "../../domain/wireguard/noble_suite.ts"

/** The example of wg(8). */
const EXAMPLE = `[Interface]
PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
ListenPort = 51820

[Peer]
PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
Endpoint = 192.95.5.67:1234
AllowedIPs = 10.192.122.3/32, 10.192.124.1/24

[Peer]
PublicKey = TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=
Endpoint = [2607:5300:60:6b0::c05f:543]:2468
AllowedIPs = 10.192.122.4/32, 192.168.0.0/16

[Peer]
PublicKey = gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=
Endpoint = test.wireguard.com:18981
AllowedIPs = 10.10.10.230/32
`
const OURS = EXAMPLE.slice(0, EXAMPLE.indexOf("[Peer]"))
const FIRST = "[Peer]\nPublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n"

function problemsOf(text: string): readonly string[] {
  const read = readWgConfig(text, nobleSuite)
  return Result.isSuccess(read) ? [] : read.failure.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

test("the manual's example is read", () => {
  const { config, warnings } = Result.getOrThrow(readWgConfig(EXAMPLE, nobleSuite))
  assert.equal(config.listenPort, 51_820)
  assert.deepEqual(config.peers.map(({ allowedIps }) => allowedIps), [
    ["10.192.122.3/32", "10.192.124.0/24"],
    ["10.192.122.4/32", "192.168.0.0/16"],
    ["10.10.10.230/32"],
  ])
  assert.deepEqual(config.peers.map(({ endpoint }) => endpoint?._tag), ["Known", "Known", "Named"])
  assert.deepEqual(warnings.map(({ line, path }) => [line, path]), [[8, "AllowedIPs"]])
})

test("everything that is wrong is told, in the order of the file", () => {
  const text = "[Peer]\nAllowedIPs = x\n[Interface]\nMTU = x\n[Interface]\nnonsense\n"
  assert.deepEqual(problemsOf(text), [
    "1:1 This peer has no public key",
    "2:14 Expected exactly four decimal octets",
    "3:1 There is no private key; `wg genkey` makes one",
    "4:7 Expected a number of bytes from 68 to 65535",
    "5:1 There may be one [Interface], and it is in line 3",
    "6:1 Expected KEY = VALUE, or a section",
  ])
})

test("a file without [Interface] is no configuration", () => {
  assert.deepEqual(problemsOf(""), ["1:1 There is no [Interface]"])
  assert.deepEqual(problemsOf(FIRST), ["1:1 There is no [Interface]"])
})

test("a peer may be there once, and be nobody but another", () => {
  assert.deepEqual(problemsOf(`${OURS}${FIRST}${FIRST}`), ["8:13 The peer in line 6 has the same key"])
  const own = FIRST.replace(/= .*/, "= HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=")
  assert.deepEqual(problemsOf(`${OURS}${own}`), ["6:13 This is our own key"])
})

test("a prefix that a later peer takes over is warned of", () => {
  const text = EXAMPLE.replace("10.10.10.230/32", "10.10.10.230/32, 192.168.0.0/16")
  const { warnings } = Result.getOrThrow(readWgConfig(text, nobleSuite))
  assert.deepEqual(warnings.map(({ line, message }) => [line, message]).slice(1), [
    [18, "The peer of line 13 loses 192.168.0.0/16 to this one"],
  ])
})

test("a file that nobody wrote is not looked into", () => {
  assert.deepEqual(problemsOf("#".repeat(16 * 1024 * 1024 + 1)), ["1:1 The file is larger than 16777216 characters"])
})

test("no message repeats what stands in the file, wherever a secret got to", () => {
  const secret = "sEcReTsEcReTsEcReTsEcReTsEcReTsEcReTsEcReT1="
  const wrong = [secret, `${secret} = x`, `[${secret}]`, `PrivateKey = ${secret}x`, `ListenPort = ${secret}`]
  const peers = ["PublicKey", "PresharedKey", "AllowedIPs", "Endpoint", "PersistentKeepalive"]
  const quick = ["Address", "MTU", "Table", "SaveConfig", "FwMark"]
  const texts = [
    ...wrong,
    ...quick.map((key) => `${key} = ${secret}!`),
    ...peers.map((key) => `[Peer]\n${key} = ${secret}/${secret}:x`),
  ]
  for (const line of texts) {
    const read = readWgConfig(`[Interface]\n${line}\n`, nobleSuite)
    assert.ok(Result.isFailure(read), line)
    assert.doesNotMatch(JSON.stringify(read.failure), /sEcReT/i)
  }
})

test("any text is read to the end, to a configuration or to problems that are in it", () => {
  const word = fc.constantFrom(
    "[Interface]",
    "[Peer]",
    "PrivateKey",
    "AllowedIPs",
    "Endpoint",
    "=",
    ",",
    "#",
    "\n",
    "\0",
    "/",
  )
  fc.assert(fc.property(fc.array(fc.oneof(word, fc.string({ unit: "binary", maxLength: 5 }))), (words) => {
    const text = words.join("")
    const read = readWgConfig(text, nobleSuite)
    if (Result.isSuccess(read)) return
    assert.ok(read.failure.length > 0)
    for (const { line } of read.failure) assert.ok(line >= 1 && line <= text.split("\n").length)
  }))
})
