import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readWgConfig } from "../adapters/wgconf/read_wg_config.ts"
import { nobleSuite } from "../domain/wireguard/noble_suite.ts"
import type { DeviceChange } from "../adapters/uapi/device_change.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { seconds } from "../domain/net/instant.ts"
import { changeOf, nameOf } from "./wg_change.ts"

const skip = typeof Deno === "undefined" || Deno.permissions.querySync({ name: "net" }).state === "granted"
  ? false
  : "names are looked up with --allow-net"

const KEY = "AKeZaHwBxjiKLFnkY2unvEdOTtg4AL+M9dQXfopFVFk="
const ONE = "qIwxTUyBs1Qil414hBwEgvasEax8CKJ5IS5ZougplQk="
const TWO = "sLGLJSOQfyz7JNJ5ZDzFf3Uz1rkiCMMjbWerNYcPFFU="

function change(text: string): Promise<DeviceChange> {
  const read = readWgConfig(`[Interface]\nPrivateKey = ${KEY}\n${text}`, nobleSuite)
  assert.ok(Result.isSuccess(read))
  return Effect.runPromise(changeOf("wg0.conf", read.success.config))
}

test("a file is a change that replaces everything", async () => {
  const { privateKey, ...rest } = await change(`ListenPort = 51820
FwMark = 0x7
[Peer]
PublicKey = ${ONE}
PresharedKey = ${TWO}
AllowedIPs = 10.0.0.2/32, fd00::/64
Endpoint = 192.0.2.1:7
PersistentKeepalive = 25
[Peer]
PublicKey = ${TWO}
`)
  assert.ok(privateKey !== undefined && privateKey !== "none")
  assert.equal(btoa(String.fromCharCode(...privateKey.bytes)), KEY)
  assert.deepEqual([rest.listenPort, rest.fwmark, rest.replacePeers], [51820, 7, true])
  const [first, second] = rest.peers
  assert.ok(first?._tag === "SetPeer" && second?._tag === "SetPeer")
  const { presharedKey, ...others } = first
  assert.ok(presharedKey !== undefined && presharedKey !== "none")
  assert.equal(btoa(String.fromCharCode(...presharedKey.bytes)), TWO)
  assert.deepEqual(others, {
    _tag: "SetPeer",
    publicKey: ONE,
    updateOnly: false,
    endpoint: endpoint("192.0.2.1:7"),
    keepalive: seconds(25),
    replaceAllowedIps: true,
    allowedIps: [{ action: "add", prefix: "10.0.0.2/32" }, { action: "add", prefix: "fd00::/64" }],
  })
  assert.deepEqual([second.publicKey, "endpoint" in second, "presharedKey" in second], [TWO, false, false])
})

test("a host's name is looked up", { skip }, async () => {
  const { peers: [peer] } = await change(`[Peer]\nPublicKey = ${ONE}\nEndpoint = localhost:7\n`)
  assert.ok(peer?._tag === "SetPeer" && peer.endpoint !== undefined)
  assert.ok(["127.0.0.1", "::1"].includes(peer.endpoint.address))
  assert.equal(peer.endpoint.port, 7)
})

// RFC 6761 6.4: there is never anything below "invalid".
test("a name for which there is no address is told with its file", async () => {
  const failure = await change(`[Peer]\nPublicKey = ${ONE}\nEndpoint = nowhere.invalid:7\n`).then(() => "", String)
  assert.match(failure, /wg0\.conf: no address for "nowhere\.invalid": E/)
})

// wg-quick(8): the interface is called what the file is called.
test("an interface has the name of its file", async () => {
  for (
    const [path, name] of [["/etc/wireguard/wg0.conf", "wg0"], ["a_=+.-Z9.conf", "a_=+.-Z9"], ["wg1", "wg1"]] as const
  ) {
    assert.equal(await Effect.runPromise(nameOf(path)), name)
  }
  for (const path of ["0123456789abcdef.conf", ".conf", "a b.conf", "a%d.conf"]) {
    const failure = await Effect.runPromise(nameOf(path)).then((name) => `taken: ${name}`, String)
    assert.match(failure, /the file's name is to be the interface's/)
  }
})
