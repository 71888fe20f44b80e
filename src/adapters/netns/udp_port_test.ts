import assert from "node:assert/strict"
import { before, test } from "node:test"
import { type Endpoint, endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { performSteps } from "./perform.ts"
import { Poller } from "./poller.ts"
import { isInSandbox } from "./sandbox.ts"
import type { Step } from "./step.ts"
import { UdpPort } from "./udp_port.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index)

const inside = (namespace: string, ...lines: readonly string[]): readonly Step[] =>
  lines.map((line) => ({ tool: "ip", namespace, line }))

/** Addresses of IPv6 count at once, without looking for another one first, and no ICMP error is held back. */
const quick = (namespace: string): readonly Step[] => [
  { tool: "sysctl", namespace, key: "net.ipv6.conf.default.accept_dad", value: "0" },
  { tool: "sysctl", namespace, key: "net.ipv6.icmp.ratelimit", value: "0" },
  { tool: "sysctl", namespace, key: "net.ipv4.icmp_ratelimit", value: "0" },
]

/** up-a - up-r - up-b: a router in the middle, a narrow link behind it. */
before(() => {
  if (skip !== false) return
  performSteps([
    ...["up-a", "up-r", "up-b"].map((name): Step => ({ tool: "ip", line: `netns add ${name}` })),
    ...["up-a", "up-r", "up-b"].flatMap(quick),
    { tool: "ip", line: "link add r netns up-a type veth peer name a netns up-r" },
    { tool: "ip", line: "link add r netns up-b type veth peer name b netns up-r" },
    ...inside("up-a", "link set lo up", "link set r up"),
    ...inside("up-a", "addr add 10.1.0.2/24 dev r", "addr add fd01::2/64 dev r nodad"),
    ...inside("up-a", "route add default via 10.1.0.1", "route add default via fd01::1"),
    ...inside("up-r", "link set dev a up", "link set dev b up mtu 1300"),
    ...inside("up-r", "addr add 10.1.0.1/24 dev a", "addr add fd01::1/64 dev a nodad"),
    ...inside("up-r", "addr add 10.2.0.1/24 dev b", "addr add fd02::1/64 dev b nodad"),
    { tool: "sysctl", namespace: "up-r", key: "net.ipv4.ip_forward", value: "1" },
    { tool: "sysctl", namespace: "up-r", key: "net.ipv6.conf.all.forwarding", value: "1" },
    ...inside("up-b", "link set r up mtu 1300"),
    ...inside("up-b", "addr add 10.2.0.2/24 dev r", "addr add 10.2.0.3/24 dev r", "addr add fd02::2/64 dev r nodad"),
    ...inside("up-b", "route add default via 10.2.0.1", "route add default via fd02::1"),
  ])
})

/** Within namespaces all arrives at once, but for what the kernel leaves to a later moment. */
async function eventually<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error("nothing came")
}

const cases = [
  { family: "v4", from: endpoint("10.1.0.2:5000"), to: endpoint("10.2.0.2:6000"), router: "10.1.0.1" },
  { family: "v6", from: endpoint("[fd01::2]:5000"), to: endpoint("[fd02::2]:6000"), router: "fd01::1" },
] as const

for (const { family, from, to, router } of cases) {
  test(`${family}: a datagram arrives with its source and its destination`, { skip }, async () => {
    using a = new UdpPort({ namespace: "up-a", family, port: 5000 })
    using b = new UdpPort({ namespace: "up-b", family, port: 6000 })
    assert.equal(b.receive(), undefined)
    assert.equal(a.send(bytes(100), to), undefined)
    assert.deepEqual(await eventually(() => b.receive()), { payload: bytes(100), from, to: to.address })
    assert.equal(b.send(new Uint8Array(0), from), undefined)
    assert.deepEqual((await eventually(() => a.receive())).payload, new Uint8Array(0))
    assert.deepEqual([a.nextError(), b.nextError()], [undefined, undefined])
  })

  // RFC 792 and RFC 4443 3.1: port unreachable is 3/3 and 1/4; 3.3: time exceeded is 11/0 and 3/0.
  test(
    `${family}: ICMP errors tell what became of datagrams, and later ones are sent all the same`,
    { skip },
    async () => {
      using a = new UdpPort({ namespace: "up-a", family, port: 5000 })
      const far: Endpoint = { ...to, port: 6001 }
      assert.equal(a.send(bytes(30), far), undefined)
      assert.deepEqual(await eventually(() => a.nextError()), {
        type: family === "v4" ? 3 : 1,
        code: family === "v4" ? 3 : 4,
        offender: to.address,
        about: far,
        payload: bytes(30),
      })
      assert.equal(a.send(bytes(31), far, 1), undefined)
      assert.deepEqual(await eventually(() => a.nextError()), {
        type: family === "v4" ? 11 : 3,
        code: 0,
        offender: ipAddress(router),
        about: far,
        payload: bytes(31),
      })
    },
  )

  test(`${family}: nothing is lost where errors wait while more is sent and received`, { skip }, async () => {
    using a = new UdpPort({ namespace: "up-a", family, port: 5000 })
    using b = new UdpPort({ namespace: "up-b", family, port: 6000 })
    for (let i = 0; i < 5; i++) {
      assert.equal(a.send(bytes(i), { ...to, port: 6001 }), undefined)
      assert.equal(a.send(bytes(50 + i), to), undefined)
      assert.equal((await eventually(() => b.receive())).payload.length, 50 + i)
      assert.equal(b.send(bytes(60 + i), from), undefined)
      assert.equal((await eventually(() => a.receive())).payload.length, 60 + i)
    }
    const lengths: number[] = []
    while (lengths.length < 5) lengths.push((await eventually(() => a.nextError())).payload.length)
    assert.deepEqual(lengths, [0, 1, 2, 3, 4])
    assert.equal(a.nextError(), undefined)
  })

  test(`${family}: an error that waits does not keep a datagram from being received`, { skip }, async () => {
    using a = new UdpPort({ namespace: "up-a", family, port: 5000 })
    using b = new UdpPort({ namespace: "up-b", family, port: 6000 })
    const poller = new Poller<UdpPort>()
    poller.add(a)
    assert.equal(a.send(bytes(7), { ...to, port: 6001 }), undefined)
    await eventually(() => poller.poll(0).find(({ hasErrors }) => hasErrors))
    assert.equal(a.receive(), undefined)
    assert.equal(a.send(bytes(8), { ...to, port: 6001 }), undefined)
    await eventually(() => poller.poll(0).find(({ hasErrors }) => hasErrors))
    assert.equal(b.send(bytes(9), from), undefined)
    assert.equal((await eventually(() => a.receive())).payload.length, 9)
    assert.deepEqual([a.nextError()?.payload.length, a.nextError()?.payload.length, a.nextError()], [7, 8, undefined])
  })

  test(`${family}: what is too long is fragmented, unless that is forbidden`, { skip }, async () => {
    using a = new UdpPort({ namespace: "up-a", family, port: 5000 })
    using b = new UdpPort({ namespace: "up-b", family, port: 6000 })
    using whole = new UdpPort({ namespace: "up-a", family, port: 5001, dontFragment: true })
    assert.deepEqual(whole.send(bytes(1500), to), { code: "EMSGSIZE", mtu: 1500 })
    assert.equal(whole.nextError(), undefined)
    assert.equal(whole.send(bytes(1400), to), undefined)
    const error = await eventually(() => whole.nextError())
    assert.deepEqual([error.type, error.mtu, error.about], [family === "v4" ? 3 : 2, 1300, to])
    assert.equal(whole.send(bytes(1400), to)?.mtu, 1300)
    assert.equal(whole.send(bytes(1200), to), undefined)
    assert.equal((await eventually(() => b.receive())).payload.length, 1200)
    assert.equal(a.send(bytes(4000), to), undefined)
    assert.equal((await eventually(() => b.receive())).payload.length, 4000)
  })
}

test("a port on one address answers from it and hears no other", { skip }, async () => {
  using a = new UdpPort({ namespace: "up-a", family: "v4", port: 5000 })
  using all = new UdpPort({ namespace: "up-b", family: "v4", port: 7000 })
  assert.equal(a.send(bytes(1), endpoint("10.2.0.3:7000")), undefined)
  assert.equal((await eventually(() => all.receive())).to, "10.2.0.3")
  using one = new UdpPort({ namespace: "up-b", family: "v4", port: 7001, address: ipAddress("10.2.0.3") })
  assert.equal(one.send(bytes(2), endpoint("10.1.0.2:5000")), undefined)
  assert.deepEqual((await eventually(() => a.receive())).from, endpoint("10.2.0.3:7001"))
  assert.equal(a.send(bytes(3), endpoint("10.2.0.2:7001")), undefined)
  assert.equal((await eventually(() => a.nextError())).offender, "10.2.0.2")
  assert.equal(one.receive(), undefined)
})

test("what our own machine does not let go is told at once", { skip }, () => {
  using b = new UdpPort({ namespace: "up-r", family: "v4", port: 5000 })
  assert.deepEqual(b.send(bytes(1), endpoint("192.0.2.1:1")), { code: "ENETUNREACH" })
  assert.deepEqual(b.send(bytes(1), endpoint("[fd01::2]:1")), { code: "EAFNOSUPPORT" })
  b.close()
  assert.throws(() => b.send(bytes(1), endpoint("192.0.2.1:1")), /EBADF/)
  assert.throws(() => b.receive(), /cannot receive at the v4 UDP port 5000 in "up-r"/)
})
