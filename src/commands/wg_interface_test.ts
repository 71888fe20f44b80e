/** The rules of UAPI's `set` (spec/wireguard.md 2.1), on a real device and with parts that write down what they are told. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { plainPacket } from "../../tests/harness/inner_packets.ts"
import type { DeviceChange, PeerChange, SetPeer } from "../adapters/uapi/device_change.ts"
import { EADDRINUSE, OK } from "../adapters/uapi/errno.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { after, instant, millis, seconds } from "../domain/net/instant.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { prefix } from "../domain/net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../domain/public_key.ts"
import { Device } from "../domain/wireguard/device.ts"
import { nobleSuite as suite } from "../domain/wireguard/noble_suite.ts"
import { SecretKey } from "../domain/wireguard/secret_key.ts"
import { Rng } from "../sim/rng.ts"
import { WgInterface } from "./wg_interface.ts"

const UNIX = 1_750_000_000_000_000
const HOME = endpoint("192.0.2.1:51820")

const secret = (fill: number): SecretKey => new SecretKey(new Uint8Array(32).fill(fill))
const publicOf = (fill: number): PublicKey => publicKeyOf(suite.keyPair(new Uint8Array(32).fill(fill)).publicKey)
const [A, B, C] = [publicOf(2), publicOf(3), publicOf(4)]

class Host {
  now = instant(0)
  /** Of the wall clock, in microseconds. */
  ahead = 0
  /** What the loop was told, in order. */
  readonly told: string[] = []
  /** What the next call for a socket fails with. */
  trouble: Error | undefined
  readonly devices: Device[] = []
  readonly #random = Rng.seeded(1)
  readonly wg = new WgInterface({
    newDevice: (privateKey) => this.#newDevice(privateKey),
    use: (device) => void this.told.push(`use ${this.devices.indexOf(device)}`),
    listen: (port, fwmark) => this.#socket(`listen ${port} ${fwmark}`, port === 0 ? 40_000 + this.told.length : port),
    mark: (fwmark) => void this.#socket(`mark ${fwmark}`, 0),
    now: () => this.now,
    unixMicros: () => UNIX + this.now + this.ahead,
  })

  apply(change: Partial<DeviceChange>): number {
    return this.wg.apply({ replacePeers: false, peers: [], ...change })
  }

  set(...peers: readonly PeerChange[]): number {
    return this.apply({ peers })
  }

  peers() {
    return Object.fromEntries(this.wg.report().peers.map((peer) => [peer.publicKey, peer]))
  }

  /** To whom initiations went, since the last time. */
  called(): readonly (string | undefined)[] {
    return this.wg.device.drain().flatMap((one) => one._tag === "Transmit" ? [`${one.peer} ${one.to.port}`] : [])
  }

  #socket(what: string, result: number): number {
    this.told.push(what)
    if (this.trouble !== undefined) throw this.trouble
    return result
  }

  #newDevice(privateKey: SecretKey | undefined): Device {
    const keys = suite.keyPair(privateKey?.bytes ?? this.#random.fill(new Uint8Array(32)))
    const options = { suite, keys, random: this.#random, mtu: 1420, unixMicrosAtZero: UNIX, stampFloor: undefined }
    const device = new Device({ ...options, busyAbove: 1_000 })
    this.devices.push(device)
    return device
  }
}

const peer = (publicKey: PublicKey, rest: Partial<SetPeer> = {}): SetPeer => ({
  _tag: "SetPeer",
  publicKey,
  updateOnly: false,
  replaceAllowedIps: false,
  allowedIps: [],
  ...rest,
})

const add = (...texts: readonly string[]) => texts.map((text) => ({ action: "add" as const, prefix: prefix(text) }))
const drop = (...texts: readonly string[]) => texts.map((text) => ({ action: "remove" as const, prefix: prefix(text) }))

test("a new interface has no key, no port and no peers", () => {
  assert.deepEqual(new Host().wg.report(), { privateKey: undefined, listenPort: 0, fwmark: 0, peers: [] })
})

test("what is set is reported, and what is absent stays as it was", () => {
  const host = new Host()
  const rest = { endpoint: HOME, presharedKey: secret(9), keepalive: seconds(25), allowedIps: add("10.0.0.2/32") }
  assert.equal(host.apply({ privateKey: secret(1), listenPort: 51820, fwmark: 7, peers: [peer(A, rest)] }), OK)
  const before = host.wg.report()
  assert.deepEqual([before.listenPort, before.fwmark, before.privateKey?.equals(secret(1))], [51820, 7, true])
  const [one] = before.peers
  assert.ok(one?.presharedKey?.equals(secret(9)))
  assert.deepEqual({ ...one, presharedKey: undefined }, {
    publicKey: A,
    presharedKey: undefined,
    endpoint: HOME,
    keepalive: seconds(25),
    lastHandshake: undefined,
    txBytes: 148,
    rxBytes: 0,
    allowedIps: [prefix("10.0.0.2/32")],
  })
  assert.equal(host.set(peer(A)), OK)
  assert.deepEqual(host.wg.report(), before)
})

test("a preshared key goes by name, a keepalive by zero", () => {
  const host = new Host()
  host.set(peer(A, { presharedKey: secret(9), keepalive: seconds(25) }))
  host.set(peer(A, { presharedKey: "none", keepalive: millis(0) }))
  assert.deepEqual([host.peers()[A]?.presharedKey, host.peers()[A]?.keepalive], [undefined, 0])
})

test("replacing peers drops those that there were, before the new ones come", () => {
  const host = new Host()
  host.set(peer(A, { allowedIps: add("10.0.0.1/32"), endpoint: HOME }), peer(B))
  assert.equal(host.apply({ replacePeers: true, peers: [peer(C), peer(A)] }), OK)
  assert.deepEqual(host.wg.report().peers.map(({ publicKey }) => publicKey), [C, A])
  assert.deepEqual([host.peers()[A]?.allowedIps, host.peers()[A]?.endpoint], [[], undefined])
  assert.deepEqual([...host.wg.device.tunnels.keys()], [C, A])
})

test("a peer that is only to be updated is not made", () => {
  const host = new Host()
  host.set(peer(A, { updateOnly: true, allowedIps: add("10.0.0.1/32") }))
  assert.deepEqual(host.wg.report().peers, [])
  host.set(peer(A), peer(A, { updateOnly: true, allowedIps: add("10.0.0.1/32") }))
  assert.deepEqual(host.peers()[A]?.allowedIps, ["10.0.0.1/32"])
})

test("a removed peer is gone, and one that is not there is no error", () => {
  const host = new Host()
  host.set(peer(A), peer(B))
  assert.equal(host.set({ _tag: "RemovePeer", publicKey: A }, { _tag: "RemovePeer", publicKey: C }), OK)
  assert.deepEqual(host.wg.report().peers.map(({ publicKey }) => publicKey), [B])
  assert.deepEqual([...host.wg.device.tunnels.keys()], [B])
  host.set(peer(A), { _tag: "RemovePeer", publicKey: A }, peer(A, { allowedIps: add("10.0.0.1/32") }))
  assert.deepEqual(host.peers()[A]?.allowedIps, ["10.0.0.1/32"], "in the order given, the same one again")
})

test("allowed IPs are added, removed and replaced, each once", () => {
  const host = new Host()
  host.set(peer(A, { allowedIps: add("10.0.0.1/32", "10.0.0.1/32", "fd00::/64") }))
  assert.deepEqual(host.peers()[A]?.allowedIps, ["10.0.0.1/32", "fd00::/64"])
  host.set(peer(A, { allowedIps: [...add("10.9.0.0/16"), ...drop("10.0.0.1/32", "10.7.0.0/16")] }))
  assert.deepEqual(host.peers()[A]?.allowedIps, ["fd00::/64", "10.9.0.0/16"])
  host.set(peer(A, { replaceAllowedIps: true, allowedIps: add("10.1.0.0/16") }))
  assert.deepEqual(host.peers()[A]?.allowedIps, ["10.1.0.0/16"])
  host.set(peer(A, { replaceAllowedIps: true }))
  assert.deepEqual(host.peers()[A]?.allowedIps, [])
})

// spec/wireguard.md 1.14: adding a prefix to B silently removes it from A.
test("an allowed IP moves to the peer that named it last, and stays there when the first one changes or goes", () => {
  const host = new Host()
  host.set(peer(A, { allowedIps: add("10.0.0.0/24", "10.1.0.0/24") }))
  host.set(peer(B, { allowedIps: add("10.0.0.0/24") }))
  const owners = () => [host.peers()[A]?.allowedIps, host.peers()[B]?.allowedIps]
  assert.deepEqual(owners(), [["10.1.0.0/24"], ["10.0.0.0/24"]])
  host.set(peer(A, { keepalive: seconds(1), allowedIps: add("10.2.0.0/24") }))
  assert.deepEqual(owners(), [["10.1.0.0/24", "10.2.0.0/24"], ["10.0.0.0/24"]])
  host.set(peer(A, { allowedIps: drop("10.0.0.0/24") }))
  assert.deepEqual(owners()[1], ["10.0.0.0/24"], "what is not A's, A cannot give up")
  host.set({ _tag: "RemovePeer", publicKey: A })
  const whose = host.wg.device.routing.peerFor(plainPacket("10.9.0.1", "10.0.0.5", 40))
  assert.equal(typeof whose === "string" ? whose : whose.peer, B)
})

test("our own key is no peer, whether it is there before the key or after", () => {
  const host = new Host()
  host.apply({ privateKey: secret(1), peers: [peer(publicOf(1), { allowedIps: add("10.0.0.1/32") }), peer(A)] })
  assert.deepEqual(Object.keys(host.peers()), [A])
  assert.equal(host.apply({ privateKey: secret(2) }), OK)
  assert.deepEqual(host.wg.report().peers, [], "A is ourselves now, and was removed")
  host.apply({ privateKey: secret(1) })
  assert.deepEqual(host.wg.report().peers, [], "and does not come back")
})

test("a port is asked for when it is another, or any", () => {
  const host = new Host()
  host.apply({ listenPort: 51820 })
  host.apply({ listenPort: 51820 })
  host.apply({ listenPort: 51821, fwmark: 9 })
  assert.deepEqual(host.told, ["listen 51820 0", "listen 51821 9"])
  host.apply({ listenPort: 0 })
  assert.equal(host.wg.report().listenPort, 40_002)
})

test("a mark alone is set on the sockets that there are", () => {
  const host = new Host()
  host.apply({ listenPort: 51820 })
  host.apply({ fwmark: 5 })
  host.apply({ fwmark: 5 })
  host.apply({ fwmark: 0 })
  assert.deepEqual(host.told, ["listen 51820 0", "mark 5", "mark 0"])
  assert.equal(host.wg.report().fwmark, 0)
})

// spec/wireguard.md 2.1: -98 is for a failure of the port or of the mark, whatever it is.
test("a port or a mark that cannot be had is 98, and then nothing has changed", () => {
  const host = new Host()
  host.apply({ privateKey: secret(1), listenPort: 51820, peers: [peer(A, { allowedIps: add("10.0.0.1/32") })] })
  const before = host.wg.report()
  const change = { privateKey: secret(5), listenPort: 53, fwmark: 4, replacePeers: true, peers: [peer(B)] }
  for (const code of ["EADDRINUSE", "EACCES", "EPERM"]) {
    host.trouble = Object.assign(new Error("no"), { code })
    assert.equal(host.apply(change), EADDRINUSE)
    assert.deepEqual(host.wg.report(), before)
    assert.equal(host.devices.indexOf(host.wg.device), 1)
  }
  assert.equal(host.apply({ fwmark: 4, peers: [peer(B)] }), EADDRINUSE)
  assert.deepEqual(host.wg.report(), before)
})

test("another private key keeps peers, prefixes and endpoints, and the loop is told of the new device", () => {
  const host = new Host()
  const rest = { presharedKey: secret(9), endpoint: HOME, allowedIps: add("10.0.0.1/32", "10.0.0.0/8") }
  host.apply({ privateKey: secret(1), peers: [peer(A, rest), peer(B, { allowedIps: add("10.0.0.0/8") })] })
  const before = host.wg.report()
  assert.equal(host.apply({ privateKey: secret(5) }), OK)
  assert.deepEqual(host.told, ["use 1", "use 2"])
  assert.equal(host.devices[2], host.wg.device)
  const now = host.wg.report()
  assert.deepEqual(now.peers, before.peers)
  assert.deepEqual(now.peers.map(({ allowedIps }) => allowedIps), [["10.0.0.1/32"], ["10.0.0.0/8"]])
  assert.ok(now.privateKey?.equals(secret(5)))
  assert.equal(host.devices[1]?.tunnels.size, 0, "the old keys are wiped")
})

test("the same private key again changes nothing, and none is one that nobody knows", () => {
  const host = new Host()
  host.apply({ privateKey: "none" })
  host.apply({ privateKey: secret(1) })
  host.apply({ privateKey: secret(1) })
  assert.deepEqual(host.told, ["use 1"])
  host.apply({ privateKey: "none" })
  assert.deepEqual([host.told, host.wg.report().privateKey], [["use 1", "use 2"], undefined])
})

// spec/wireguard.md 2.1: 0 to n sends one keepalive; an endpoint flushes what is staged.
test("a keepalive that is switched on calls the peer at once, at the endpoint of the same change", () => {
  const host = new Host()
  host.set(peer(A, { endpoint: HOME, keepalive: seconds(25) }))
  assert.deepEqual(host.called(), [`${A} 51820`])
  host.set(peer(B, { endpoint: HOME }))
  assert.deepEqual(host.called(), [])
  host.set(peer(B, { endpoint: endpoint("192.0.2.1:7"), keepalive: seconds(1) }))
  assert.deepEqual(host.called(), [`${B} 7`])
})

// spec/wireguard.md 1.15: cached sources are forgotten on a change of port or fwmark.
test("another port, or another mark, forgets the addresses that peers wrote to", () => {
  for (const change of [{ listenPort: 51821 }, { fwmark: 3 }]) {
    const host = new Host()
    host.apply({ privateKey: secret(1), listenPort: 51820, peers: [peer(A)] })
    const tunnel = host.wg.device.tunnels.get(A)
    tunnel?.path.follow({ from: HOME, to: ipAddress("192.0.2.9") }, 32)
    assert.ok(tunnel?.path.source)
    host.apply(change)
    assert.deepEqual([tunnel.path.source, tunnel.path.endpoint], [undefined, HOME])
  }
})

test("a handshake is told by the host's clock, and what went there and came in bytes", () => {
  const host = new Host()
  host.apply({ privateKey: secret(1), peers: [peer(A, { allowedIps: add("10.0.0.2/32"), endpoint: HOME })] })
  const there = new Host()
  there.apply({ privateKey: secret(2), peers: [peer(publicOf(1), { allowedIps: add("10.0.0.1/32") })] })
  host.now = after(instant(0), millis(1_500))
  const packet = new Uint8Array(84)
  packet.set([0x45, 0, 0, 84])
  packet.set([10, 0, 0, 1, 10, 0, 0, 2], 12)
  host.wg.device.send(packet, host.now)
  exchange(host, there)
  host.now = after(host.now, seconds(9))
  // 148 B out, 92 B in, and 84 bytes padded to 96 with 32 around (spec/wireguard.md 1.15).
  const { txBytes, rxBytes, lastHandshake } = host.peers()[A] ?? assert.fail("A is there")
  assert.deepEqual([txBytes, rxBytes], [148 + 128, 92])
  assert.deepEqual(lastHandshake, { seconds: 1_750_000_001, nanoseconds: 500_000_000 })
})

test("what was told of a handshake stays, however the clocks move against each other", () => {
  const host = new Host()
  host.apply({ privateKey: secret(1), peers: [peer(A, { endpoint: HOME })] })
  const there = new Host()
  there.apply({ privateKey: secret(2), peers: [peer(publicOf(1))] })
  const told = (later: number) => {
    host.now = there.now = after(host.now, seconds(later))
    return host.peers()[A]?.lastHandshake
  }
  there.wg.device.setEndpoint(publicOf(1), HOME, there.now)
  host.set(peer(A, { keepalive: seconds(25) }))
  exchange(host, there)
  const first = told(0)
  assert.ok(first)
  for (const ahead of [1, 999, -3_600_000_000]) {
    host.ahead = ahead
    assert.deepEqual(told(10), first)
  }
  for (let i = 0; i < 12; i++) {
    told(25)
    host.wg.device.wake(host.now)
    exchange(host, there)
  }
  assert.notDeepEqual(told(0), first, "a new handshake has a new time")
  host.set({ _tag: "RemovePeer", publicKey: A })
  host.set(peer(A))
  assert.equal(told(0), undefined)
})

function exchange(one: Host, other: Host): void {
  const arrival = { from: HOME, to: HOME.address }
  for (let round = 0; round < 4; round++) {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      for (const output of from.wg.device.drain()) {
        if (output._tag === "Transmit") to.wg.device.receive(output.datagram, arrival, to.now)
      }
    }
  }
}
