import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../tests/harness/little_net.ts"
import { packet } from "../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { prefix } from "../domain/net/prefix.ts"
import { Clat } from "./clat.ts"
import type { Attachment, Network } from "./fabric/attachment.ts"
import { Segment } from "./fabric/segment.ts"
import { Firewall, type FirewallProfile } from "./firewall.ts"
import { LINUX_TIMERS } from "./flow.ts"
import { Host, type HostOptions } from "./host.ts"
import { errorAbout, type Packet } from "./packet.ts"

/** A host on the core by `wan` and on a LAN by `lan`; what it is told arrives in `heard`, and on the echo port in `echoes`. */
function setUp(more: Partial<HostOptions> = {}) {
  const net = new LittleNet()
  const lan: Network = new Segment<Attachment>("lan", [prefix("10.0.0.0/24"), prefix("fd00::/64")])
  const heard: Packet[] = []
  const echoes: Packet[] = []
  const host = new Host({
    name: "h",
    port: 51820,
    fabric: net.fabric,
    firewall: undefined,
    onDatagram: (packet) => void heard.push(packet),
    onEcho: (packet) => void echoes.push(packet),
    ...more,
  })
  host.isListening = true
  const plug = (name: string, segment: Network, ...addresses: string[]) => {
    const attachment = { ...net.host("ignored", segment, `192.0.2.${90 + host.attachments.length}`), station: host }
    host.setInterface({ name, attachment, addresses: addresses.map(ipAddress) })
    for (const address of addresses) segment.assign(ipAddress(address), attachment)
    return attachment
  }
  const wan = plug("wan", net.core, "192.0.2.1", "2001:db8::1")
  const eth = plug("eth", lan, "10.0.0.1")
  const send = (to: string, source?: string, more: { readonly port?: number; readonly ttl?: number } = {}) => {
    const payload = new Uint8Array(32)
    const flight = { id: 0, from: 0, to: 1 }
    host.send(
      { to: endpoint(to), source: source === undefined ? undefined : ipAddress(source), payload, flight, ...more },
      net.now,
    )
    net.settle()
  }
  return { net, lan, host, heard, echoes, wan, eth, send }
}

test("addresses come IPv4 first and ascending, of interfaces that are up", () => {
  const { host, wan } = setUp()
  assert.deepEqual(host.addresses, ["10.0.0.1", "192.0.2.1", "2001:db8::1"])
  wan.isUp = false
  assert.deepEqual(host.addresses, ["10.0.0.1"])
})

test("a neighbour is reached over its own network, everyone else over the first interface of the family", () => {
  const { net, lan, send } = setUp()
  net.host("n", lan, "10.0.0.9")
  net.host("s", net.core, "198.51.100.1")
  net.host("six", net.core, "2001:db8::9")
  send("10.0.0.9:1")
  send("198.51.100.1:1")
  send("[2001:db8::9]:1")
  assert.deepEqual(net.inboxes.map((one) => formatEndpoint(one.packet.source)), [
    "10.0.0.1:51820",
    "192.0.2.1:51820",
    "[2001:db8::1]:51820",
  ])
})

test("a wanted source is kept while it is ours, and else chosen anew", () => {
  const { net, send, wan } = setUp()
  net.host("s", net.core, "198.51.100.1")
  send("198.51.100.1:1", "192.0.2.1")
  send("198.51.100.1:1", "203.0.113.99")
  assert.deepEqual(net.inboxes.map((one) => one.packet.source.address), ["192.0.2.1", "192.0.2.1"])
  wan.isUp = false
  send("[2001:db8::9]:1", "2001:db8::1")
  assert.deepEqual(net.drops, ["no-source at h"])
})

test("only the port and echo are heard, each by its own, and only while somebody listens", () => {
  const { net, host, heard, echoes } = setUp()
  const s = net.host("s", net.core, "198.51.100.1")
  net.send(s, "198.51.100.1:1", "192.0.2.1:51820")
  net.send(s, "198.51.100.1:1", "192.0.2.1:22")
  net.send(s, "198.51.100.1:1", "192.0.2.1:7")
  net.settle()
  host.isListening = false
  net.send(s, "198.51.100.1:1", "192.0.2.1:51820")
  net.send(s, "198.51.100.1:1", "192.0.2.1:7")
  net.settle()
  assert.deepEqual(heard.map(({ destination }) => destination.port), [51820])
  assert.deepEqual(echoes.map(({ destination }) => destination.port), [7])
  assert.deepEqual(net.drops, ["port-closed at h", "port-closed at h", "port-closed at h"])
})

test("a datagram leaves from the host's own port, or from the one that it says", () => {
  const { net, send } = setUp()
  net.host("s", net.core, "198.51.100.1")
  send("198.51.100.1:7", undefined, { port: 7 })
  send("198.51.100.1:7")
  assert.deepEqual(net.inboxes.map((one) => one.packet.source.port), [7, 51820])
})

test("the host's firewall lets answers in and nothing else", () => {
  const { net, host, heard, send } = setUp()
  host.firewall = new Firewall(STRICT)
  const s = net.host("s", net.core, "198.51.100.1")
  net.send(s, "198.51.100.1:1", "192.0.2.1:51820")
  net.settle()
  send("198.51.100.1:1")
  net.send(s, "198.51.100.1:1", "192.0.2.1:51820")
  net.settle()
  assert.equal(heard.length, 1)
  assert.deepEqual(net.drops, ["firewall-inbound at h"])
  host.firewall = new Firewall({ ...STRICT, udp: "blocked" })
  send("198.51.100.1:1")
  assert.equal(net.drops.at(-1), "firewall-udp-blocked at h")
  assert.ok(net.now >= instant(0))
})

test("a wanted source is taken before the one that comes first", () => {
  const { net, host, send, wan } = setUp()
  net.host("s", net.core, "198.51.100.1")
  host.setInterface({ name: "wan", attachment: wan, addresses: ["192.0.2.1", "192.0.2.7"].map(ipAddress) })
  send("198.51.100.1:1", "192.0.2.7")
  send("198.51.100.1:1", "10.0.0.1")
  assert.deepEqual(net.inboxes.map((one) => one.packet.source.address), ["192.0.2.7"])
  assert.deepEqual(net.drops, ["no-route at lan"], "it leaves by the interface that has the source")
})

test("a host with a CLAT and no IPv4 calls IPv4 by IPv6, and hears it as IPv4", () => {
  const { net, host, heard, send, wan, eth } = setUp({ clat: new Clat(prefix("64:ff9b::/96")) })
  const mapped = net.host("mapped", net.core, "64:ff9b::c000:221")
  net.host("direct", net.core, "192.0.2.33")
  eth.isUp = false
  host.setInterface({ name: "wan", attachment: wan, addresses: [ipAddress("2001:db8::1")] })
  send("192.0.2.33:1")
  net.send(mapped, "[64:ff9b::c000:221]:1", "[2001:db8::1]:51820")
  net.settle()
  host.setInterface({ name: "wan", attachment: wan, addresses: ["192.0.2.1", "2001:db8::1"].map(ipAddress) })
  send("192.0.2.33:1", "2001:db8::1")
  const got = net.inboxes.map((one) => `${one.host} ${formatEndpoint(one.packet.source)}`)
  assert.deepEqual(got, ["mapped [2001:db8::1]:51820", "direct 192.0.2.1:51820"])
  assert.deepEqual(heard.map(({ source }) => formatEndpoint(source)), ["192.0.2.33:1"])
})

test("a host with IPv6 alone and no CLAT has nothing to call IPv4 from", () => {
  const { net, host, send, wan, eth } = setUp()
  eth.isUp = false
  host.setInterface({ name: "wan", attachment: wan, addresses: [ipAddress("2001:db8::1")] })
  send("192.0.2.33:1")
  assert.deepEqual(net.drops, ["no-source at h"])
})

// RFC 1122 4.1.3.1, RFC 4443 3.1 code 4.
test("who calls a port behind which nobody is, is told so by the address that it called", () => {
  const { net, host } = setUp()
  const s = net.host("s", net.core, "198.51.100.1")
  const six = net.host("six", net.core, "2001:db8::9")
  net.send(s, "198.51.100.1:1", "192.0.2.1:22")
  net.send(six, "[2001:db8::9]:1", "[2001:db8::1]:22")
  net.settle()
  host.isListening = false
  net.send(s, "198.51.100.1:1", "192.0.2.1:51820")
  net.settle()
  assert.deepEqual(net.inboxes.map(({ host, packet }) => [host, packet.source.address, packet.error]), [
    ["s", "192.0.2.1", portUnreachable("198.51.100.1:1", "192.0.2.1:22")],
    ["six", "2001:db8::1", portUnreachable("[2001:db8::9]:1", "[2001:db8::1]:22")],
    ["s", "192.0.2.1", portUnreachable("198.51.100.1:1", "192.0.2.1:51820")],
  ])
})

test("whom the firewall keeps out is told nothing", () => {
  const { net } = setUp({ firewall: new Firewall(STRICT) })
  const s = net.host("s", net.core, "198.51.100.1")
  net.send(s, "198.51.100.1:1", "192.0.2.1:22")
  net.settle()
  assert.deepEqual(net.drops, ["firewall-inbound at h"])
  assert.deepEqual(net.inboxes, [])
})

test("an ICMP error is heard by who asks for it, and answered by nobody", () => {
  const errors: Packet[] = []
  for (const more of [{ onError: (packet: Packet) => void errors.push(packet) }, {}]) {
    const { net, send, heard } = setUp(more)
    const s = net.host("s", net.core, "198.51.100.1")
    send("198.51.100.1:1")
    const [sent] = net.inboxes
    const error = errorAbout(sent?.packet ?? assert.fail(), "port-unreachable", ipAddress("198.51.100.1"))
    net.fabric.send(error ?? assert.fail(), s, net.now)
    net.settle()
    assert.deepEqual([heard.length, net.inboxes.length, net.drops.length], [0, 1, 0])
  }
  assert.deepEqual(errors.map(({ error }) => error), [portUnreachable("192.0.2.1:51820", "198.51.100.1:1")])
})

test("through a firewall only errors about what was sent are heard", () => {
  const errors: Packet[] = []
  const { net, send } = setUp({
    firewall: new Firewall(STRICT),
    onError: (packet) => void errors.push(packet),
  })
  const s = net.host("s", net.core, "198.51.100.1")
  const tell = (to: string): void => {
    const failed = { ...packet("192.0.2.1:51820", to), ttl: 1 }
    net.fabric.send(errorAbout(failed, "time-exceeded", ipAddress("198.51.100.1")) ?? assert.fail(), s, net.now)
    net.settle()
  }
  send("198.51.100.1:1")
  tell("198.51.100.1:1")
  tell("198.51.100.1:2")
  assert.deepEqual(errors.map(({ error }) => error && [error.kind, error.destination.port]), [["time-exceeded", 1]])
  assert.deepEqual(net.drops, ["firewall-inbound at h"])
})

test("more ports take datagrams, as its own does", () => {
  const { net, heard } = setUp({ morePorts: [9, 10] })
  const s = net.host("s", net.core, "198.51.100.1")
  for (const port of [9, 10, 11, 51820]) net.send(s, "198.51.100.1:1", `192.0.2.1:${port}`)
  net.settle()
  assert.deepEqual(heard.map(({ destination }) => destination.port), [9, 10, 51820])
  assert.deepEqual(net.drops, ["port-closed at h"])
})

test("a datagram has 64 hops to go, or as many as it says", () => {
  const { net, send } = setUp()
  net.host("s", net.core, "198.51.100.1")
  send("198.51.100.1:1")
  send("198.51.100.1:1", undefined, { ttl: 3 })
  assert.deepEqual(net.inboxes.map(({ packet }) => packet.ttl), [64, 3])
})

const portUnreachable = (source: string, destination: string) => ({
  kind: "port-unreachable",
  source: endpoint(source),
  destination: endpoint(destination),
})

const STRICT: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
  tcp: "open",
  timers: LINUX_TIMERS,
  capacity: 10,
}
