import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { seconds } from "../../domain/net/instant.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { SecretKey } from "../../domain/wireguard/secret_key.ts"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import { changeText } from "./change_text.ts"

// The table of spec/wireguard.md 2.1.
test("everything that can be asked for has its line", () => {
  const text = changeText({
    privateKey: new SecretKey(new Uint8Array(32).fill(1)),
    listenPort: 0,
    fwmark: 0,
    replacePeers: true,
    peers: [
      {
        _tag: "SetPeer",
        publicKey: keyOf("A"),
        updateOnly: true,
        presharedKey: "none",
        endpoint: endpoint("192.0.2.1:51820"),
        keepalive: seconds(25),
        replaceAllowedIps: true,
        allowedIps: [{ action: "add", prefix: prefix("10.0.0.0/24") }, { action: "remove", prefix: prefix("::/0") }],
      },
      { _tag: "RemovePeer", publicKey: keyOf("B") },
    ],
  })
  assert.deepEqual(text.split("\n"), [
    "set=1",
    `private_key=${"01".repeat(32)}`,
    "listen_port=0",
    "fwmark=0",
    "replace_peers=true",
    `public_key=${"41".repeat(32)}`,
    "update_only=true",
    `preshared_key=${"0".repeat(64)}`,
    "endpoint=192.0.2.1:51820",
    "persistent_keepalive_interval=25",
    "replace_allowed_ips=true",
    "allowed_ip=10.0.0.0/24",
    "allowed_ip=-::/0",
    `public_key=${"42".repeat(32)}`,
    "remove=true",
    "",
    "",
  ])
})

test("what is not asked for is not said", () => {
  assert.equal(changeText({ replacePeers: false, peers: [] }), "set=1\n\n")
})
