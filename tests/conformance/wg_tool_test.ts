/**
 * Debian's `wg` as a client of our control socket (spec/wireguard.md 4.1): what it sets arrives, and what it shows is
 * what the device says. And its own reading of configuration files beside ours.
 */
import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { test } from "node:test"
import * as Result from "effect/Result"
import type { DeviceChange, SetPeer } from "../../src/adapters/uapi/device_change.ts"
import { serveUapi } from "../../src/adapters/uapi/serve_uapi.ts"
import { UAPI_DIRECTORY } from "../../src/adapters/uapi/socket_path.ts"
import { readWgConfig } from "../../src/adapters/wgconf/read_wg_config.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import type { WgConfig } from "../../src/adapters/wgconf/wg_config.ts"
import { endpoint, formatEndpoint } from "../../src/domain/net/endpoint.ts"
import { seconds } from "../../src/domain/net/instant.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { MemoryDevice } from "../harness/memory_device.ts"
import { socketTroubles } from "../harness/socket_troubles.ts"

const skip = troubles()

/** The keys of wg(8)'s example. */
const OURS = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="
const OUR_PUBLIC = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw="
const [ANNA, BERT, CARL] = [
  "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
  "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=",
  "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=",
] as const
const SHARED = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

const INTERFACE = `[Interface]\nPrivateKey = ${OURS}\nListenPort = 51820\nFwMark = 0xca6c\n`
const PEER_A = `[Peer]\nPublicKey = ${ANNA}\nPresharedKey = ${SHARED}\nEndpoint = 192.0.2.1:1234\n` +
  "AllowedIPs = 10.0.0.0/24, fd00::/64\nPersistentKeepalive = 25\n"
const PEER_B = `[Peer]\nPublicKey = ${BERT}\nEndpoint = [2001:db8::1]:2468\nAllowedIPs = 10.0.1.0/24\n`

test("wg setconf makes the device what the file says, and wg show says so", { skip }, async () => {
  await withDevice(async ({ name, device, wg, file }) => {
    assert.equal(await wg("set", name, "peer", CARL), "")
    assert.equal(await wg("setconf", name, file(INTERFACE + PEER_A + PEER_B)), "")
    assert.deepEqual(rowsOf(await wg("show", name, "dump")), [
      [OURS, OUR_PUBLIC, "51820", "0xca6c"],
      [ANNA, SHARED, "192.0.2.1:1234", "10.0.0.0/24,fd00::/64", "0", "0", "0", "25"],
      [BERT, "(none)", "[2001:db8::1]:2468", "10.0.1.0/24", "0", "0", "0", "off"],
    ])
    assert.equal(device.changes.at(-1)?.replacePeers, true)
    assert.ok((await wg("show", "interfaces")).split(/\s+/).includes(name))
  })
})

test("wg show shows handshakes, counters and where a peer was seen", { skip }, async () => {
  await withDevice(async ({ name, device, wg, file }) => {
    await wg("setconf", name, file(INTERFACE + PEER_A))
    const peers = device.report.peers.map((peer) => ({
      ...peer,
      endpoint: endpoint("[2001:db8::7]:7"),
      lastHandshake: { seconds: 1_700_000_000, nanoseconds: 999_999_999 },
      txBytes: 2 ** 40,
      rxBytes: Number.MAX_SAFE_INTEGER,
    }))
    device.report = { ...device.report, peers }
    const [, peer] = rowsOf(await wg("show", name, "dump"))
    const seen = ["[2001:db8::7]:7", "10.0.0.0/24,fd00::/64", "1700000000", "9007199254740991", "1099511627776", "25"]
    assert.deepEqual(peer?.slice(2), seen)
    assert.match(await wg("show", name), /latest handshake: .*ago\n\s+transfer: 8192\.00 TiB received, 1\.00 TiB sent/)
  })
})

test("wg syncconf changes only what differs", { skip }, async () => {
  await withDevice(async ({ name, device, wg, file }) => {
    await wg("setconf", name, file(INTERFACE + PEER_A + PEER_B))
    const moved = PEER_A.replace("192.0.2.1:1234", "192.0.2.2:1")
    assert.equal(await wg("syncconf", name, file(`${INTERFACE}${moved}[Peer]\nPublicKey = ${CARL}\n`)), "")
    const change = device.changes.at(-1)
    assert.equal(change?.replacePeers, false)
    assert.deepEqual(change?.peers.filter(({ _tag }) => _tag === "RemovePeer").map(({ publicKey }) => publicKey), [
      BERT,
    ])
    assert.deepEqual(
      device.report.peers.map((peer) => [peer.publicKey, peer.endpoint && formatEndpoint(peer.endpoint)]),
      [[ANNA, "192.0.2.2:1"], [CARL, undefined]],
    )
    assert.equal(device.report.privateKey?.isZero, false)
  })
})

test("wg set changes one thing after the other", { skip }, async () => {
  await withDevice(async ({ name, device, wg, file }) => {
    await wg("set", name, "private-key", file(`${OURS}\n`), "listen-port", "7", "fwmark", "0x10")
    await wg("set", name, "peer", ANNA, "preshared-key", file(SHARED), "allowed-ips", "10.0.0.0/8,::/0")
    await wg("set", name, "peer", ANNA, "endpoint", "[2001:db8::1]:9", "persistent-keepalive", "15")
    await wg("set", name, "peer", BERT, "allowed-ips", "10.1.0.0/16", "peer", CARL, "remove")
    const { privateKey, listenPort, fwmark, peers } = device.report
    assert.deepEqual([privateKey?.isZero, listenPort, fwmark], [false, 7, 16])
    const [anna, bert] = peers
    assert.equal(anna?.presharedKey?.bytes.every((byte) => byte === 1), true)
    assert.deepEqual(anna?.allowedIps, ["10.0.0.0/8", "::/0"])
    assert.deepEqual([anna?.keepalive, anna?.endpoint?.port], [seconds(15), 9])
    assert.deepEqual(bert?.allowedIps, ["10.1.0.0/16"])
    await wg("set", name, "peer", ANNA, "preshared-key", "/dev/null", "allowed-ips", "", "peer", BERT, "remove")
    await wg("set", name, "private-key", "/dev/null", "fwmark", "off")
    const after = device.report
    assert.deepEqual([after.privateKey, after.fwmark, after.peers.length], [undefined, 0, 1])
    assert.deepEqual([after.peers[0]?.presharedKey, after.peers[0]?.allowedIps], [undefined, []])
  })
})

test("wg tells of a refusal and of trouble", { skip }, async () => {
  await withDevice(async ({ name, device, wg }) => {
    const refusing = Object.assign(device, { set: () => Promise.resolve(98) })
    await assert.rejects(wg("set", name, "listen-port", "7"), /Unable to modify interface: Address already in use/)
    Object.assign(refusing, { get: () => Promise.reject(new Error("x")) })
    await assert.rejects(wg("show", name), /Unable to access interface: No anode/)
  })
})

test("many peers go both ways", { skip }, async () => {
  await withDevice(async ({ name, device, wg, file }) => {
    const key = (i: number) => publicKeyOf(Uint8Array.of(i >> 8, i & 255, ...new Array(30).fill(9)))
    const peers = Array.from(
      { length: 3_000 },
      (_, i) => `[Peer]\nPublicKey=${key(i)}\nAllowedIPs=10.${i >> 8}.${i & 255}.0/24,fd00:${i}::/64\n`,
    )
    assert.equal(await wg("setconf", name, file(INTERFACE + peers.join(""))), "")
    assert.equal(device.report.peers.length, 3_000)
    assert.equal(rowsOf(await wg("show", name, "dump")).length, 3_001)
  })
})

/** What wg makes of a file, and what we make of it. */
const FILES: readonly string[] = [
  INTERFACE + PEER_A + PEER_B,
  PEER_B + INTERFACE,
  (INTERFACE + PEER_A).replaceAll("\n", "\r\n"),
  (INTERFACE + PEER_A).toUpperCase().replace("0X", "0x").replace(OURS.toUpperCase(), OURS).replace(
    ANNA.toUpperCase(),
    ANNA,
  )
    .replace(SHARED.toUpperCase(), SHARED),
  ` [ inter FACE ] # ours\nprivate\tkey=${OURS.slice(0, 7)} ${OURS.slice(7)}#\nfw mark = 0x1 0\nlisten port = 0 7\n`,
  `${INTERFACE}[Peer]\nPublicKey=${ANNA}\nAllowedIPs=10.0.0.1/8 , ::1\nAllowedIPs=0.0.0.0/0\nPersistentKeepalive=OFF`,
  `${INTERFACE}[Peer]\nPublicKey=${ANNA}\nEndpoint=2001:db8::1:51820\nPresharedKey=${"A".repeat(43)}=\n`,
]

for (const [i, text] of FILES.entries()) {
  test(`a file is to us what it is to wg: ${i + 1} of ${FILES.length}`, { skip }, async () => {
    await withDevice(async ({ name, device, wg, file }) => {
      await wg("setconf", name, file(text))
      const [change] = device.changes
      const { config } = Result.getOrThrow(readWgConfig(text, nobleSuite))
      assert.deepEqual(change && plainChange(change), plainConfig(config))
    })
  })
}

/** What there is nothing to say about in one of them is not there in either. */
const plainChange = ({ privateKey, listenPort, fwmark, peers }: DeviceChange) => ({
  privateKey: privateKey === "none" ? undefined : privateKey?.bytes,
  listenPort,
  fwmark,
  peers: peers.flatMap((peer) => (peer._tag === "SetPeer" ? [plainPeer(peer)] : [])),
})

const plainPeer = ({ publicKey, presharedKey, allowedIps, endpoint, keepalive }: SetPeer) => ({
  publicKey,
  presharedKey: presharedKey === "none" ? undefined : presharedKey?.bytes,
  allowedIps: allowedIps.map(({ prefix }) => prefix),
  endpoint,
  keepalive: keepalive ?? seconds(0),
})

const plainConfig = ({ privateKey, listenPort, fwmark, peers }: WgConfig) => ({
  privateKey: privateKey.bytes,
  listenPort,
  fwmark,
  peers: peers.map(({ publicKey, presharedKey, allowedIps, endpoint, keepalive }) => ({
    publicKey,
    presharedKey: presharedKey?.bytes,
    allowedIps,
    endpoint: endpoint?._tag === "Known" ? endpoint.endpoint : undefined,
    keepalive,
  })),
})

interface Desk {
  /** Of the interface. */
  readonly name: string
  readonly device: MemoryDevice
  /** What it prints; rejects with what it complains of when it fails. */
  readonly wg: (...words: readonly string[]) => Promise<string>
  /** A file with this text. */
  readonly file: (text: string) => string
}

async function withDevice(then: (desk: Desk) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wg-tool-"))
  const device = new MemoryDevice()
  const name = `mf${process.pid}`
  const server = await serveUapi({ name }, { get: () => device.get(), set: (change) => device.set(change) })
  let files = 0
  const file = (text: string): string => {
    const path = join(folder, `${++files}.conf`)
    writeFileSync(path, text)
    return path
  }
  try {
    await then({ name, device, wg, file })
  } finally {
    await server.close()
    rmSync(folder, { recursive: true })
  }
}

function wg(...words: readonly string[]): Promise<string> {
  const program = spawn("wg", words, { stdio: ["ignore", "pipe", "pipe"] })
  let told = ""
  let complaint = ""
  program.stdout.on("data", (piece) => told += piece)
  program.stderr.on("data", (piece) => complaint += piece)
  return new Promise((resolve, reject) => {
    program.on("error", reject)
    program.on("close", (code) => code === 0 ? resolve(told) : reject(new Error(complaint)))
  })
}

const rowsOf = (dump: string): readonly (readonly string[])[] =>
  dump.trimEnd().split("\n").map((line) => line.split("\t"))

function troubles(): string | false {
  if (process.getuid?.() !== 0) return `needs root: wg looks in ${UAPI_DIRECTORY}`
  if (spawnSync("wg", ["--version"]).status !== 0) return "there is no wg: install the package wireguard-tools"
  return socketTroubles()
}
