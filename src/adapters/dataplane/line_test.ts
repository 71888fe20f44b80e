/** Two lines in two namespaces, in turns on one thread: each step is what a loop does between two rings of its bell. */
import assert from "node:assert/strict"
import { before, test } from "node:test"
import { outsideSandbox as skip } from "../../../tests/harness/native.ts"
import { pattern } from "../../../tests/harness/udp_end.ts"
import { endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { millis } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { publicKeyOf } from "../../domain/public_key.ts"
import { Device } from "../../domain/wireguard/device.ts"
import type { DeviceOutput } from "../../domain/wireguard/device_output.ts"
import { nobleSuite as suite } from "../../domain/wireguard/noble_suite.ts"
import { Rng } from "../../sim/rng.ts"
import { inNamespace } from "../netns/namespace.ts"
import { performSteps } from "../netns/perform.ts"
import { UdpPort } from "../netns/udp_port.ts"
import { newBell } from "./bell.ts"
import { Clock } from "./clock.ts"
import { Line } from "./line.ts"
import type { LineNews } from "./line_news.ts"
import { InterfaceGone, openTun } from "./tun.ts"
import { openUdpSockets } from "./udp_sockets.ts"

const SIDES = ["ln-1", "ln-2"] as const
const IPV4 = { "ln-1": "192.0.2.1", "ln-2": "192.0.2.2" } as const
const [EIO, EACCES] = [5, 13]
const IPV6 = { "ln-1": "2001:db8::1", "ln-2": "2001:db8::2" } as const

before(() => {
  if (skip !== false) return
  performSteps([
    ...SIDES.map((name) => ({ tool: "ip" as const, line: `netns add ${name}` })),
    { tool: "ip", line: "link add wire netns ln-1 type veth peer name wire netns ln-2" },
    ...SIDES.flatMap((namespace) => [
      { tool: "ip" as const, namespace, line: `addr add ${IPV4[namespace]}/24 dev wire` },
      { tool: "ip" as const, namespace, line: `addr add ${IPV6[namespace]}/64 dev wire nodad` },
      { tool: "ip" as const, namespace, line: "link set dev wire up" },
    ]),
  ])
})

class Stepped {
  readonly line: Line
  readonly device: Device
  readonly sockets
  readonly outputs: DeviceOutput[] = []
  readonly news: LineNews[] = []
  readonly namespace: typeof SIDES[number]
  readonly #bell = newBell()
  #turns = 0

  constructor(namespace: typeof SIDES[number], cipher: "wasm" | undefined) {
    const { tun, sockets } = inNamespace(namespace, () => ({ tun: openTun("wg0"), sockets: openUdpSockets(0, 0) }))
    this.namespace = namespace
    this.sockets = sockets
    const random = Rng.seeded(SIDES.indexOf(namespace))
    const keys = suite.keyPair(random.fill(new Uint8Array(32)))
    const clock = new Clock()
    const times = { unixMicrosAtZero: clock.unixMicros(), stampFloor: undefined, busyAbove: 1_000 }
    this.device = new Device({ suite, keys, random, mtu: 0, ...times })
    const hooks = {
      onBell: () => this.#onBell(),
      onOutput: (output: DeviceOutput) => void this.outputs.push(output),
      onNews: (news: LineNews) => void this.news.push(news),
    }
    this.line = new Line({ tun, sockets, bell: this.#bell.descriptor, device: this.device, clock, cipher, hooks })
    this.ip(`addr add 10.99.0.${namespace.at(-1)}/24 dev wg0`, "link set dev wg0 mtu 1420 up")
  }

  [Symbol.dispose](): void {
    this.line.close()
  }

  ip(...lines: readonly string[]): void {
    performSteps(lines.map((line) => ({ tool: "ip", namespace: this.namespace, line })))
  }

  knows(other: Stepped, address: string | undefined): void {
    const publicKey = publicKeyOf(
      suite.keyPair(Rng.seeded(SIDES.indexOf(other.namespace)).fill(new Uint8Array(32))).publicKey,
    )
    const allowedIps = [prefix(`10.99.0.${other.namespace.at(-1)}/32`)]
    const now = new Clock().now()
    this.device.setPeer({ publicKey, presharedKey: undefined, allowedIps, keepalive: millis(0) }, now)
    if (address !== undefined) {
      this.device.setEndpoint(publicKey, endpointOf(ipAddress(address), other.sockets.port), now)
    }
  }

  get tunnel() {
    const [tunnel] = this.device.tunnels.values()
    return tunnel ?? assert.fail("there is a peer")
  }

  /** Handles all that is there. */
  step(): void {
    this.#turns = 2
    this.#bell.ring()
    this.line.run()
  }

  #onBell(): boolean {
    this.#turns--
    if (this.#turns > 0) this.#bell.ring()
    return this.#turns > 0
  }
}

function pair(address: typeof IPV4 | typeof IPV6 = IPV4, cipher?: "wasm") {
  const one = new Stepped("ln-1", cipher)
  const two = new Stepped("ln-2", cipher)
  one.knows(two, address["ln-2"])
  two.knows(one, undefined)
  const end = () => {
    one[Symbol.dispose]()
    two[Symbol.dispose]()
  }
  return { one, two, [Symbol.dispose]: end }
}

const port = (namespace: typeof SIDES[number]): UdpPort => new UdpPort({ namespace, family: "v4", port: 7_000 })

/** Steps both until it is found. */
async function eventually<T>(lines: readonly Stepped[], look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    for (const line of lines) line.step()
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error("nothing came")
}

for (const [words, address, cipher] of [["IPv4", IPV4, undefined], ["IPv6", IPV6, "wasm"]] as const) {
  test(`datagrams go through a tunnel over ${words}, there and back, whole and in fragments`, { skip }, async () => {
    using lines = pair(address, cipher)
    using near = port("ln-1")
    using far = port("ln-2")
    for (const length of [0, 56, 1_392, 5_000, 60_000]) {
      assert.equal(near.send(pattern(length), endpoint("10.99.0.2:7000")), undefined)
      const there = await eventually([lines.one, lines.two], () => far.receive())
      assert.deepEqual(there.payload, pattern(length))
      assert.deepEqual(there.from, endpoint("10.99.0.1:7000"))
      assert.equal(far.send(there.payload, there.from), undefined)
      const back = await eventually([lines.two, lines.one], () => near.receive())
      assert.deepEqual(back.payload, pattern(length))
    }
    assert.deepEqual(lines.one.outputs.map(({ _tag }) => _tag), ["HandshakeCompleted"])
    assert.equal(lines.two.tunnel.path.endpoint?.address, address["ln-1"])
    assert.equal(lines.two.tunnel.path.source, address["ln-2"])
    assert.equal(lines.one.line.cipher.name, cipher ?? lines.two.line.cipher.name)
  })
}

// spec/wireguard.md 1.13: 1,275 bytes are padded to 1,280, but never beyond the MTU.
test("another MTU is noticed within two seconds", { skip }, async () => {
  using lines = pair()
  using near = port("ln-1")
  using far = port("ln-2")
  const sentFor = async (): Promise<number> => {
    near.send(pattern(1_275 - 28), endpoint("10.99.0.2:7000"))
    const before = lines.one.tunnel.path.sent
    await eventually([lines.one, lines.two], () => far.receive())
    return lines.one.tunnel.path.sent - before
  }
  await sentFor()
  assert.equal(await sentFor(), 1_280 + 32)
  lines.one.ip("link set dev wg0 mtu 1276")
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  lines.one.step()
  assert.equal(await sentFor(), 1_276 + 32)
})

test("a deleted interface ends the loop with an error that names it", { skip }, async () => {
  using lines = pair()
  lines.one.step()
  lines.one.ip("link del wg0")
  await assert.rejects(eventually([lines.one], () => undefined), (error) => {
    return error instanceof InterfaceGone && /deleted/.test(error.message)
  })
})

test("an interface that is down keeps the line, and carries packets once it is up again", { skip }, async () => {
  using lines = pair()
  using near = port("ln-1")
  using far = port("ln-2")
  for (const line of [lines.one, lines.two]) line.step()
  lines.two.ip("link set dev wg0 down")
  near.send(pattern(100), endpoint("10.99.0.2:7000"))
  for (let i = 0; i < 5; i++) for (const line of [lines.one, lines.two]) line.step()
  assert.equal(far.receive(), undefined)
  assert.deepEqual(lines.two.news, [{ _tag: "TroubleBegan", trouble: { to: undefined, errno: EIO } }])
  lines.two.ip("link set dev wg0 up")
  near.send(pattern(101), endpoint("10.99.0.2:7000"))
  assert.equal((await eventually([lines.one, lines.two], () => far.receive())).payload.length, 101)
})

test("an interface that is renamed carries packets as before", { skip }, async () => {
  using lines = pair()
  using near = port("ln-1")
  using far = port("ln-2")
  lines.one.ip("link set dev wg0 name wg1")
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  near.send(pattern(100), endpoint("10.99.0.2:7000"))
  await eventually([lines.one, lines.two], () => far.receive())
  assert.deepEqual(lines.one.news, [{ _tag: "InterfaceRenamed", name: "wg1" }])
})

test("what cannot be sent is told with where to, and goes when it can be", { skip }, async () => {
  using lines = pair()
  using near = port("ln-1")
  using far = port("ln-2")
  const to = endpointOf(ipAddress(IPV4["ln-2"]), lines.two.sockets.port)
  near.send(pattern(84), endpoint("10.99.0.2:7000"))
  await eventually([lines.one, lines.two], () => far.receive())
  lines.one.ip(`route add prohibit ${to.address}/32`)
  for (let i = 0; i < 3; i++) {
    near.send(pattern(85), endpoint("10.99.0.2:7000"))
    lines.one.step()
  }
  assert.deepEqual(lines.one.news, [{ _tag: "TroubleBegan", trouble: { to, errno: EACCES } }])
  lines.one.ip(`route del prohibit ${to.address}/32`)
  near.send(pattern(86), endpoint("10.99.0.2:7000"))
  assert.equal((await eventually([lines.one, lines.two], () => far.receive())).payload.length, 86)
})

test("other sockets take the place of those before, and the peer follows", { skip }, async () => {
  using lines = pair()
  using near = port("ln-1")
  using far = port("ln-2")
  const passes = async (): Promise<void> => {
    near.send(pattern(84), endpoint("10.99.0.2:7000"))
    await eventually([lines.one, lines.two], () => far.receive())
  }
  await passes()
  const sockets = inNamespace("ln-1", () => openUdpSockets(0, 0))
  lines.one.line.setSockets(sockets)
  await passes()
  assert.equal(lines.two.tunnel.path.endpoint?.port, sockets.port)
  inNamespace("ln-1", () => openUdpSockets(lines.one.sockets.port, 0))
})

test("datagrams that are nothing, and packets for nobody, do not keep the loop", { skip }, () => {
  using lines = pair()
  using near = port("ln-1")
  for (const line of [lines.one, lines.two]) line.step()
  for (let i = 0; i < 100; i++) {
    near.send(new Uint8Array(0), endpoint(`192.0.2.2:${lines.two.sockets.port}`))
    near.send(pattern(50), endpoint("10.99.0.77:7000"))
  }
  for (const line of [lines.one, lines.two]) line.step()
  assert.equal(lines.two.device.drops.malformed, 100)
  // The kernel itself asks for an IPv6 router now and then.
  assert.ok((lines.one.device.drops["no-peer-for-destination"] ?? 0) >= 100)
})
