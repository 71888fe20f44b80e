import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import { NEVER } from "../../domain/net/instant.ts"
import { innerDestination, innerLength, innerSource } from "../../domain/net/inner_packet.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { clearEcho } from "../clear_echo.ts"
import { Host } from "../host.ts"
import type { Packet } from "../packet.ts"
import type { Via } from "../ping_log.ts"
import { RunLog } from "../run_log.ts"
import { Programs } from "./programs.ts"

const MESH = ["fd50::a", "fd50::b"] as const

/** Two hosts on the internet and a tunnel between them that takes no time. Number 0 is a, number 1 is b. */
class Street {
  readonly net = new LittleNet()
  readonly log = new RunLog(undefined)
  /** What went into the tunnel, as `SOURCE > DESTINATION, BYTES`. */
  readonly tunnelled: string[] = []
  /** For where something left in the clear, and from whom. */
  readonly cleared: string[] = []
  readonly #flights: Packet["flight"][] = []
  readonly programs: readonly [Programs, Programs]

  constructor(a: readonly string[], b: readonly string[]) {
    this.programs = [this.#settle(0, a), this.#settle(1, b)]
  }

  /** From a to an address of b's. */
  ping(address: string, { via = "address", size = 84 }: { readonly via?: Via; readonly size?: number } = {}): void {
    const number = this.log.pings.send({ from: 0, to: 1, via }, this.net.now)
    this.programs[0].ping({ node: 1, address: ipAddress(address), number, size }, this.net.now)
    this.net.settle()
  }

  /** What became of each ping. */
  fates(via: Via = "address"): readonly string[] {
    return this.log.pings.between(0, 1, via).map(({ isInClear, arrivedAt, answeredAt }) => {
      const fate = answeredAt < NEVER ? "answered" : arrivedAt < NEVER ? "arrived" : "lost"
      return isInClear ? `${fate}, in the clear` : fate
    })
  }

  get flights(): readonly string[] {
    return this.#flights.map(({ id, from, to }) => `${id}: ${from} > ${to}`)
  }

  #settle(node: 0 | 1, addresses: readonly string[]): Programs {
    const { net, log } = this
    const name = "ab"[node] ?? ""
    const host = new Host({
      name,
      port: 51820,
      fabric: net.fabric,
      firewall: undefined,
      onDatagram: () => {},
      onEcho: (packet, now) => {
        this.#flights.push(packet.flight)
        this.programs[node].heard(packet, now)
      },
    })
    host.isListening = true
    const attachment = { ...net.host("ignored", net.core, `192.0.2.${90 + node}`), station: host }
    host.setInterface({ name: "eth0", attachment, addresses: addresses.map(ipAddress) })
    for (const address of addresses) net.core.assign(ipAddress(address), attachment)
    return new Programs({
      node,
      host,
      meshAddress: ipAddress(MESH[node]),
      log,
      nextFlight: () => this.#flights.length,
      route: (packet, now) => {
        this.tunnelled.push(`${innerSource(packet)} > ${innerDestination(packet)}, ${innerLength(packet)}`)
        this.programs[node === 0 ? 1 : 0].delivered(packet, now)
      },
      onClear: (to) => void this.cleared.push(`${name} ${to}`),
    })
  }
}

const V4 = ["198.51.100.1", "198.51.100.2"] as const
const V6 = ["2001:db8::1", "2001:db8::2"] as const

test("a mesh address is reached through the tunnel, from the mesh address, without any route", () => {
  const street = new Street([V4[0]], [V4[1]])
  street.ping(MESH[1], { via: "mesh", size: 200 })
  assert.deepEqual(street.tunnelled, ["fd50::a > fd50::b, 200", "fd50::b > fd50::a, 200"])
  assert.deepEqual(street.fates("mesh"), ["answered"])
  assert.deepEqual(street.cleared, [])
})

test("the whole /64 of the mesh is in the tunnel, whether or not anybody has the address, and nothing beside it", () => {
  const { programs: [a] } = new Street([V4[0]], [V4[1]])
  for (const inside of ["fd50::", "fd50::ffff:ffff:ffff:ffff"]) assert.ok(a.isTunnelled(ipAddress(inside)), inside)
  for (const outside of ["fd50:0:0:1::", "fd4f:ffff::1", V4[1]]) assert.ok(!a.isTunnelled(ipAddress(outside)), outside)
})

for (const [family, own] of [["IPv4", V4], ["IPv6", V6]] as const) {
  const bits = family === "IPv4" ? 32 : 128

  test(`a routed ${family} address is reached through the tunnel, from the host's own address of that family`, () => {
    const street = new Street([V4[0], V6[0]], [V4[1], V6[1]])
    street.programs[0].setRoutes(keyOf("b"), [prefix(`${own[1]}/${bits}`)])
    street.programs[1].setRoutes(keyOf("a"), [prefix(`${own[0]}/${bits}`)])
    street.ping(own[1], { size: 200 })
    assert.deepEqual(street.tunnelled, [`${own[0]} > ${own[1]}, 200`, `${own[1]} > ${own[0]}, 200`])
    assert.deepEqual(street.fates(), ["answered"])
    assert.deepEqual([street.cleared, street.net.received], [[], []])
  })

  test(`an ${family} address without a route is reached in the clear, from echo port to echo port`, () => {
    const street = new Street([V4[0], V6[0]], [V4[1], V6[1]])
    street.ping(own[1])
    assert.deepEqual(street.tunnelled, [])
    assert.deepEqual(street.fates(), ["answered, in the clear"])
    assert.deepEqual(street.cleared, [`a ${own[1]}`, `b ${own[0]}`])
    assert.equal(street.net.now, 40_000, "there and back over two links of 10 ms each")
    assert.deepEqual(street.flights, ["0: 0 > 1", "1: 1 > 0"], "what becomes of them is known for the pair")
  })

  test(`who routes and is not routed back is answered in the clear (${family})`, () => {
    const street = new Street([V4[0], V6[0]], [V4[1], V6[1]])
    street.programs[0].setRoutes(keyOf("b"), [prefix(`${own[1]}/${bits}`)])
    street.ping(own[1])
    assert.deepEqual(street.tunnelled, [`${own[0]} > ${own[1]}, 84`])
    assert.deepEqual(street.cleared, [`b ${own[0]}`])
    assert.deepEqual(street.fates(), ["answered"], "the request itself was not in the clear")
  })

  test(`who asks in the clear and is routed back is answered through the tunnel (${family})`, () => {
    const street = new Street([V4[0], V6[0]], [V4[1], V6[1]])
    street.programs[1].setRoutes(keyOf("a"), [prefix(`${own[0]}/${bits}`)])
    street.ping(own[1])
    assert.deepEqual(street.tunnelled, [`${own[1]} > ${own[0]}, 84`])
    assert.deepEqual(street.cleared, [`a ${own[1]}`])
    assert.deepEqual(street.fates(), ["answered, in the clear"])
  })
}

test("a host without IPv6 reaches a routed IPv6 address from its mesh address, one without IPv4 no IPv4 one", () => {
  const street = new Street([V4[0]], [V6[1]])
  street.programs[0].setRoutes(keyOf("b"), [prefix("2001:db8::2/128")])
  street.ping(V6[1])
  assert.deepEqual(street.tunnelled, ["fd50::a > 2001:db8::2, 84", "2001:db8::2 > fd50::a, 84"])
  const other = new Street([V6[0]], [V4[1]])
  other.programs[0].setRoutes(keyOf("b"), [prefix("198.51.100.2/32")])
  other.ping(V4[1])
  assert.deepEqual([other.tunnelled, other.cleared, other.fates()], [[], [], ["lost"]])
})

test("routes are a peer's own: new ones replace them, none takes them away, and a restart all", () => {
  const { programs: [a] } = new Street([V4[0]], [V4[1]])
  const tunnelled = () => ["10.1.0.9", "10.2.0.9", "10.3.0.9"].filter((one) => a.isTunnelled(ipAddress(one)))
  a.setRoutes(keyOf("b"), [prefix("10.1.0.0/16"), prefix("10.2.0.0/16")])
  a.setRoutes(keyOf("c"), [prefix("10.3.0.0/16")])
  assert.deepEqual(tunnelled(), ["10.1.0.9", "10.2.0.9", "10.3.0.9"])
  a.setRoutes(keyOf("b"), [prefix("10.2.0.0/16")])
  assert.deepEqual(tunnelled(), ["10.2.0.9", "10.3.0.9"])
  a.setRoutes(keyOf("b"), [])
  assert.deepEqual(tunnelled(), ["10.3.0.9"])
  a.clear()
  assert.deepEqual(tunnelled(), [])
})

test("what is no echo is heard by nobody, and a reply is not replied to", () => {
  const street = new Street([V4[0]], [V4[1]])
  street.programs[1].delivered(new Uint8Array(100), street.net.now)
  const stranger = street.net.host("s", street.net.core, "198.51.100.9")
  street.net.send(stranger, "198.51.100.9:7", "198.51.100.2:7")
  street.net.settle()
  assert.deepEqual([street.tunnelled, street.cleared], [[], []])
  street.ping(V4[1])
  street.ping(MESH[1], { via: "mesh" })
  assert.deepEqual([street.tunnelled.length, street.cleared.length], [2, 2])
})

test("an answer in the clear goes to where the request came from, which behind a NAT is another port", () => {
  const { net, cleared } = new Street([V4[0]], [V4[1]])
  const router = net.host("router", net.core, "203.0.113.5")
  const payload = clearEcho({ isReply: false, number: 0 }, 84)
  net.send(router, "203.0.113.5:40007", "198.51.100.2:7", { payload })
  net.settle()
  assert.deepEqual(net.received, ["router: 198.51.100.2:7 > 203.0.113.5:40007 40ms"])
  assert.deepEqual(cleared, ["b 203.0.113.5"])
})
