import assert from "node:assert/strict"
import { test } from "node:test"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import { prefix } from "../../../domain/net/prefix.ts"
import { configText } from "./config_text.ts"

const ZEROS = `${"A".repeat(43)}=`
const ONES = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

// wg(8), CONFIGURATION FILE FORMAT.
test("everything has its line, and what is not said has none", () => {
  const peer = {
    ...setPeer(keyOf("A"), { endpoint: endpoint("[2001:db8::1]:7"), keepalive: seconds(25) }),
    presharedKey: secretKey(1),
    allowedIps: [prefix("10.0.0.0/8"), prefix("::/0")],
  }
  const bare = { ...setPeer(keyOf("B"), { keepalive: seconds(0) }), presharedKey: undefined, allowedIps: [] }
  const text = configText({ privateKey: secretKey(1), listenPort: 0, fwmark: 32, peers: [peer, bare] })
  assert.deepEqual(text.split("\n"), [
    "[Interface]",
    `PrivateKey = ${ONES}`,
    "ListenPort = 0",
    "FwMark = 32",
    "[Peer]",
    `PublicKey = ${keyOf("A")}`,
    `PresharedKey = ${ONES}`,
    "Endpoint = [2001:db8::1]:7",
    "PersistentKeepalive = 25",
    "AllowedIPs = 10.0.0.0/8, ::/0",
    "[Peer]",
    `PublicKey = ${keyOf("B")}`,
    `PresharedKey = ${ZEROS}`,
    "PersistentKeepalive = 0",
    "",
  ])
  assert.equal(configText({ peers: [] }), "[Interface]\n")
})

test("a private key that is to go is zeros", () => {
  assert.equal(configText({ privateKey: "none", peers: [] }), `[Interface]\nPrivateKey = ${ZEROS}\n`)
})
