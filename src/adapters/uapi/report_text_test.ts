import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { seconds } from "../../domain/net/instant.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { SecretKey } from "../../domain/wireguard/secret_key.ts"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import { reportText } from "./report_text.ts"

// The table of spec/wireguard.md 2.1.
test("keys stand in the order of wireguard-go, and what is none is left out or zero", () => {
  const text = reportText({
    privateKey: new SecretKey(new Uint8Array(32).fill(1)),
    listenPort: 51_820,
    fwmark: 0xca6c,
    peers: [
      {
        publicKey: keyOf("A"),
        presharedKey: new SecretKey(new Uint8Array(32).fill(2)),
        endpoint: endpoint("[2001:db8::1]:51820"),
        lastHandshake: { seconds: 1_700_000_000, nanoseconds: 5 },
        txBytes: 7,
        rxBytes: 8,
        keepalive: seconds(25),
        allowedIps: [prefix("10.0.0.0/24"), prefix("::/0")],
      },
      {
        publicKey: keyOf("B"),
        presharedKey: undefined,
        endpoint: undefined,
        lastHandshake: undefined,
        txBytes: 0,
        rxBytes: 0,
        keepalive: seconds(0),
        allowedIps: [],
      },
    ],
  })
  assert.deepEqual(text.split("\n"), [
    `private_key=${"01".repeat(32)}`,
    "listen_port=51820",
    "fwmark=51820",
    `public_key=${"41".repeat(32)}`,
    `preshared_key=${"02".repeat(32)}`,
    "protocol_version=1",
    "endpoint=[2001:db8::1]:51820",
    "last_handshake_time_sec=1700000000",
    "last_handshake_time_nsec=5",
    "tx_bytes=7",
    "rx_bytes=8",
    "persistent_keepalive_interval=25",
    "allowed_ip=10.0.0.0/24",
    "allowed_ip=::/0",
    `public_key=${"42".repeat(32)}`,
    `preshared_key=${"0".repeat(64)}`,
    "protocol_version=1",
    "last_handshake_time_sec=0",
    "last_handshake_time_nsec=0",
    "tx_bytes=0",
    "rx_bytes=0",
    "persistent_keepalive_interval=0",
    "",
  ])
})

test("a device without key, mark and peers says its port alone", () => {
  assert.equal(reportText({ privateKey: undefined, listenPort: 0, fwmark: 0, peers: [] }), "listen_port=0\n")
})
