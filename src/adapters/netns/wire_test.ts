import assert from "node:assert/strict"
import { before, test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { libc } from "../linux/libc.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import { socketAddress } from "../linux/socket_address.ts"
import type { Step } from "./step.ts"
import { UdpPort } from "./udp_port.ts"
import { openUdpSocket } from "./udp_socket.ts"
import { Wire } from "./wire.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

const PAYLOAD = Uint8Array.from({ length: 301 }, (_, index) => index & 0xff)

const inside = (namespace: string, ...lines: readonly string[]): readonly Step[] =>
  lines.map((line) => ({ tool: "ip", namespace, line }))

const host = (name: string, number: number): readonly Step[] => [
  { tool: "ip", line: `link add wan netns ${name} type veth peer name ${name} netns wi-hub` },
  ...inside("wi-hub", `link set ${name} up`),
  ...inside(name, `addr add 10.9.0.${number}/24 dev wan`, `addr add fd09::${number}/64 dev wan nodad`),
  ...inside(name, "link set wan up"),
]

before(() => {
  if (skip !== false) return
  performSteps([
    ...["wi-a", "wi-b", "wi-hub"].map((name): Step => ({ tool: "ip", line: `netns add ${name}` })),
    { tool: "sysctl", namespace: "wi-hub", key: "net.ipv6.conf.default.disable_ipv6", value: "1" },
    ...host("wi-a", 1),
    ...host("wi-b", 2),
  ])
})

const hub = (): readonly Wire[] => ["wi-a", "wi-b"].map((device) => new Wire({ namespace: "wi-hub", device }))

/** Hands frames from each wire to the others until `look` finds something. */
async function forwardUntil<T>(wires: readonly Wire[], look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    for (const wire of wires) {
      for (let frame; (frame = wire.receive()) !== undefined;) {
        for (const other of wires) if (other !== wire) assert.equal(other.send(frame), undefined)
      }
    }
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error("nothing came")
}

for (const [family, to] of [["v4", "10.9.0.2:500"], ["v6", "[fd09::2]:500"]] as const) {
  test(`${family}: a datagram crosses two wires and the hub between them`, { skip }, async () => {
    const wires = hub()
    using a = new UdpPort({ namespace: "wi-a", family, port: 500 })
    using b = new UdpPort({ namespace: "wi-b", family, port: 500 })
    assert.equal(a.send(PAYLOAD, endpoint(to)), undefined)
    const arrived = await forwardUntil(wires, () => b.receive())
    assert.deepEqual(arrived.payload, PAYLOAD)
    assert.equal(b.send(PAYLOAD.subarray(1), arrived.from), undefined)
    assert.deepEqual((await forwardUntil(wires, () => a.receive())).payload, PAYLOAD.subarray(1))
    assert.equal(a.send(PAYLOAD, { ...endpoint(to), port: 501 }), undefined)
    assert.equal((await forwardUntil(wires, () => a.nextError())).offender, endpoint(to).address)
    wires.forEach((wire) => wire.close())
  })
}

test("what a wire itself sends does not come back, and frames are handed over as they are", { skip }, async () => {
  const [a, b] = hub()
  assert.ok(a !== undefined && b !== undefined)
  using far = new Wire({ namespace: "wi-a", device: "wan" })
  using beside = new Wire({ namespace: "wi-hub", device: "wi-a" })
  // An ethertype for local experiments (IEEE 802), from and to nobody here.
  const frame = Uint8Array.of(2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8, 0x88, 0xb5, ...PAYLOAD)
  const isOurs = (other: Uint8Array | undefined) => other !== undefined && other[5] === 9 && other[11] === 8
  assert.equal(a.send(frame), undefined)
  assert.deepEqual(await forwardUntil([], () => [far.receive()].find(isOurs)), frame)
  for (const wire of [a, beside]) {
    for (let other; (other = wire.receive()) !== undefined;) assert.equal(isOurs(other), false)
  }
  ;[a, b].forEach((wire) => wire.close())
})

test("a device that is down neither sends nor receives, and does both when it is up again", { skip }, async () => {
  using wire = new Wire({ namespace: "wi-hub", device: "wi-a" })
  performSteps(inside("wi-hub", "link set wi-a down"))
  assert.equal(wire.receive(), undefined)
  assert.equal(wire.send(new Uint8Array(60)), "ENETDOWN")
  performSteps(inside("wi-hub", "link set wi-a up"))
  assert.equal(wire.send(Uint8Array.of(...new Uint8Array(12), 0x88, 0xb5, ...new Uint8Array(46))), undefined)
  using a = new UdpPort({ namespace: "wi-a", family: "v4", port: 500 })
  assert.equal(a.send(PAYLOAD, endpoint("10.9.0.77:500")), undefined)
  const frame = await forwardUntil([], () => [wire.receive()].find((frame) => frame?.[12] === 8 && frame[13] === 6))
  assert.equal(frame.length >= 42, true)
})

// udp(7), UDP_SEGMENT: level IPPROTO_UDP (17), option 103; one call sends several datagrams.
test("frames that are still to be cut up are counted, not handed over", { skip }, async () => {
  const [a, b] = hub()
  assert.ok(a !== undefined && b !== undefined)
  using sender = openUdpSocket({ namespace: "wi-a", family: "v4", port: 502 })
  using receiver = new UdpPort({ namespace: "wi-b", family: "v4", port: 502 })
  using plain = new UdpPort({ namespace: "wi-a", family: "v4", port: 503 })
  assert.equal(plain.send(PAYLOAD, endpoint("10.9.0.2:502")), undefined)
  await forwardUntil([a, b], () => receiver.receive())
  sender.set(17, 103, 100)
  const address = socketAddress("v4", 502, ipAddress("10.9.0.2"))
  assert.equal(libc().sendto(sender.descriptor, PAYLOAD, PAYLOAD.length, 0, address, address.length), PAYLOAD.length)
  await forwardUntil([a, b], () => a.oversized === 1 || undefined)
  assert.equal(receiver.receive(), undefined)
  ;[a, b].forEach((wire) => wire.close())
})

test("a device that is not there is named", { skip }, () => {
  assert.throws(
    () => new Wire({ namespace: "wi-hub", device: "none" }),
    /cannot find the wire at "none" in "wi-hub".*ENODEV/,
  )
})
