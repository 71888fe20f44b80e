import assert from "node:assert/strict"
import { test } from "node:test"
import type { Notes } from "./interface_section.ts"
import { readPeer } from "./peer_section.ts"
import { wgSections } from "./wg_sections.ts"

const KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="

function read(lines: string) {
  const [section] = wgSections(`[Peer]\n${lines}`).sections
  assert.ok(section)
  const notes: Notes = { problems: [], warnings: [] }
  return { peer: readPeer(section, notes), ...notes }
}

const told = (notes: Notes["problems"]) => notes.map(({ line, column, message }) => `${line}:${column} ${message}`)

test("a public key is enough", () => {
  const { peer, problems, warnings } = read(`PublicKey = ${KEY}`)
  assert.deepEqual([...problems, ...warnings], [])
  assert.deepEqual(peer, {
    publicKey: KEY,
    presharedKey: undefined,
    allowedIps: [],
    endpoint: undefined,
    keepalive: 0,
    keyAt: { line: 2, column: 13, path: "PublicKey" },
    prefixes: [],
  })
})

test("all that can be said is read", () => {
  const lines =
    `PublicKey=${KEY}\nPresharedKey=${KEY}\nAllowedIPs = 10.0.0.0/24, fd00::/64\nAllowedIPs=0.0.0.0/0,10.0.0.0/24\n`
  const { peer } = read(`${lines}Endpoint = vpn.example.com:51820\nPersistentKeepalive = 25\n`)
  assert.equal(peer?.presharedKey?.bytes[0], 0xc5)
  assert.deepEqual(peer?.allowedIps, ["10.0.0.0/24", "fd00::/64", "0.0.0.0/0"])
  assert.deepEqual(peer?.endpoint, { _tag: "Named", host: "vpn.example.com", port: 51_820 })
  assert.equal(peer?.keepalive, 25_000_000)
})

// spec/wireguard.md 2.1: "zeros remove".
test("a preshared key of zeros is none", () => {
  assert.equal(read(`PublicKey=${KEY}\nPresharedKey=${"A".repeat(43)}=`).peer?.presharedKey, undefined)
})

// wg(8) has 10.192.124.1/24 in its example; wg warns of it.
test("bits behind a prefix do not count, and are warned of", () => {
  const { peer, problems, warnings } = read(`PublicKey=${KEY}\nAllowedIPs=10.192.122.3/32, 10.192.124.1/24`)
  assert.deepEqual(problems, [])
  assert.deepEqual(peer?.allowedIps, ["10.192.122.3/32", "10.192.124.0/24"])
  assert.deepEqual(told(warnings), ["3:29 There are bits behind the prefix, which do not count: 10.192.124.0/24"])
})

test("a peer without a key is none", () => {
  const { peer, problems } = read("AllowedIPs=10.0.0.0/24")
  assert.equal(peer, undefined)
  assert.deepEqual(told(problems), ["1:1 This peer has no public key"])
})

test("bad prefixes are problems, each where it stands", () => {
  const { problems } = read(`PublicKey=${KEY}\nAllowedIPs = 10.0.0.0/33, 10.0.0.0/8, fd00::/129,10.0.0.300`)
  assert.deepEqual(problems.map(({ line, column }) => `${line}:${column}`), ["3:14", "3:39", "3:50"])
})
