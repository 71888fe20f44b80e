import assert from "node:assert/strict"
import { test } from "node:test"
import { type Endpoint, endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { LINUX_TIMERS } from "../flow.ts"
import type { Connection } from "./connection.ts"
import { Conntrack } from "./conntrack.ts"
import type { PortChooser, PortRequest } from "./port_choice.ts"
import { SourceChoice, type SourceRange } from "./source_choice.ts"

const EXTERNAL = ipAddress("203.0.113.1")
const ANY: SourceRange = { address: EXTERNAL, ports: undefined, isRandom: false }
const ME = "10.0.0.2:51820"
const NEIGHBOUR = "10.0.0.3:51820"
const at = (s: number): Instant => instant(s * 1_000_000)

/** A table, and a chooser that takes the lowest free port from 30000 on and notes what it was asked for. */
function setUp() {
  const table = new Conntrack({ timers: LINUX_TIMERS, capacity: 100 })
  const requests: (readonly [number, number])[] = []
  const lowest: PortChooser = ({ first, last, isFree }: PortRequest) => {
    requests.push([first, last])
    for (let port = Math.max(first, Math.min(last, 30_000)); port <= last; port++) if (isFree(port)) return port
    return undefined
  }
  const choice = new SourceChoice(table, lowest)
  const track = (source: string, destination: string, s: number): Connection => {
    const tracked = table.track({ source: endpoint(source), destination: endpoint(destination) }, at(s))
    return tracked?.connection ?? assert.fail("there is room")
  }
  /** As whom it leaves; the table has it then. */
  const leave = (source: string, destination: string, range: SourceRange = ANY, s = 0): string => {
    const connection = track(source, destination, s)
    const chosen = choose(connection, range, s)
    connection.reply = { ...connection.reply, destination: chosen }
    assert.ok(table.confirm(connection, at(s)))
    return formatEndpoint(chosen)
  }
  const choose = (connection: Connection, range: SourceRange, s = 0): Endpoint =>
    choice.choose(connection, range, at(s)) ?? assert.fail("there is a port")
  return { table, requests, choice, choose, track, leave }
}

test("E1: a source keeps its port, and nothing is drawn", () => {
  const { leave, requests } = setUp()
  assert.equal(leave(ME, "198.51.100.1:1"), "203.0.113.1:51820")
  assert.equal(leave(ME, "198.51.100.1:2"), "203.0.113.1:51820")
  assert.equal(leave(ME, "198.51.100.2:1"), "203.0.113.1:51820")
  assert.deepEqual(requests, [])
})

test("E3: the second of two neighbours gets another port at the first peer in common, and keeps it for new ones", () => {
  const { leave } = setUp()
  assert.equal(leave(ME, "198.51.100.1:1"), "203.0.113.1:51820")
  assert.equal(leave(NEIGHBOUR, "198.51.100.2:1"), "203.0.113.1:51820", "overload: their peers differ")
  assert.equal(leave(NEIGHBOUR, "198.51.100.1:1"), "203.0.113.1:30000")
  assert.equal(leave(NEIGHBOUR, "198.51.100.3:1"), "203.0.113.1:30000")
  assert.equal(leave(ME, "198.51.100.3:1"), "203.0.113.1:51820")
})

test("E2c: of several ports that a source has, a new peer sees that of its last connection", () => {
  const { leave, table, track } = setUp()
  leave(ME, "198.51.100.1:1")
  const intruder = track("198.51.100.2:1", "203.0.113.1:51820", 0)
  assert.ok(table.confirm(intruder, at(0)))
  assert.equal(leave(ME, "198.51.100.2:1"), "203.0.113.1:30000")
  assert.equal(leave(ME, "198.51.100.9:1"), "203.0.113.1:30000")
})

test("where the port of its last connection is taken, its own is tried next, and then any", () => {
  const { leave } = setUp()
  leave(NEIGHBOUR, "198.51.100.1:1")
  assert.equal(leave(ME, "198.51.100.1:1"), "203.0.113.1:30000")
  leave("10.0.0.4:30000", "198.51.100.2:1")
  assert.equal(leave(ME, "198.51.100.2:1"), "203.0.113.1:51820", "30000 is another's there, 51820 nobody's")
  leave("10.0.0.4:30000", "198.51.100.3:1")
  leave(NEIGHBOUR, "198.51.100.3:1")
  assert.equal(leave(ME, "198.51.100.3:1"), "203.0.113.1:30001", "both are")
})

test("a connection that is over still lends its port until it is collected", () => {
  const { leave, table, track } = setUp()
  const intruder = track("198.51.100.1:1", "203.0.113.1:51820", 0)
  table.confirm(intruder, at(0))
  assert.equal(leave(ME, "198.51.100.1:1", ANY, 1), "203.0.113.1:30000")
  assert.equal(leave(ME, "198.51.100.9:1", ANY, 45), "203.0.113.1:30000", "14 s after it ended")
  table.collect(at(80))
  assert.equal(leave(ME, "198.51.100.8:1", ANY, 80), "203.0.113.1:51820")
})

test("E1b: random is a new draw for each connection, whatever the source had before", () => {
  const { leave, requests } = setUp()
  const range = { ...ANY, isRandom: true }
  assert.equal(leave(ME, "198.51.100.1:1", range), "203.0.113.1:30000")
  assert.equal(leave(ME, "198.51.100.2:1", range), "203.0.113.1:30000", "the same draw")
  assert.equal(leave(NEIGHBOUR, "198.51.100.1:1", range), "203.0.113.1:30001")
  assert.deepEqual(requests, [[1024, 65535], [1024, 65535], [1024, 65535]])
})

test("E1c: a port in the range is kept; another is exchanged for one in it, the same for all peers", () => {
  const { leave, requests } = setUp()
  const range: SourceRange = { ...ANY, ports: [40_000, 40_099] }
  assert.equal(leave("10.0.0.2:40050", "198.51.100.1:1", range), "203.0.113.1:40050")
  assert.equal(leave(ME, "198.51.100.1:1", range), "203.0.113.1:40000")
  assert.equal(leave(ME, "198.51.100.2:1", range), "203.0.113.1:40000")
  assert.deepEqual(requests, [[40_000, 40_099]])
})

test("a draw stays in the class of the source's port", () => {
  const { leave, requests } = setUp()
  leave(NEIGHBOUR, "198.51.100.1:1")
  leave("10.0.0.3:500", "198.51.100.1:1")
  leave("10.0.0.2:500", "198.51.100.1:1")
  leave("10.0.0.3:800", "198.51.100.1:1")
  leave("10.0.0.2:800", "198.51.100.1:1")
  leave(ME, "198.51.100.1:1")
  assert.deepEqual(requests, [[1, 511], [600, 1023], [1024, 65535]])
})

test("a range of one port leaves no choice: it is given though it is taken, and then the table refuses", () => {
  const { leave, track, choose, table } = setUp()
  const range: SourceRange = { ...ANY, ports: [51_820, 51_820] }
  leave(ME, "198.51.100.1:1", range)
  const second = track(NEIGHBOUR, "198.51.100.1:1", 0)
  const chosen = choose(second, range)
  assert.equal(formatEndpoint(chosen), "203.0.113.1:51820")
  second.reply = { ...second.reply, destination: chosen }
  assert.equal(table.confirm(second, at(0)), false)
})

test("where all ports of a range are taken there is no source, also for a port that is not in the range itself", () => {
  const { leave, track, choice } = setUp()
  const range: SourceRange = { ...ANY, ports: [51_820, 51_821] }
  leave(ME, "198.51.100.1:1", range)
  leave("10.0.0.2:51821", "198.51.100.1:1", range)
  for (const source of [NEIGHBOUR, "10.0.0.3:6000"]) {
    assert.equal(choice.choose(track(source, "198.51.100.1:1", 0), range, at(0)), undefined)
  }
})

test("E10: a source that no rule rewrites keeps its port unless its answers would be taken for another's", () => {
  const { leave, track, choose } = setUp()
  const asItIs = (source: string): SourceRange => ({ ...ANY, address: endpoint(source).address })
  const incoming = (source: string, to: Endpoint): Connection => {
    const connection = track(source, "203.0.113.1:51820", 0)
    connection.reply = { source: to, destination: endpoint(source) }
    return connection
  }
  const peer = "198.51.100.1:6000"
  leave(ME, peer, { ...ANY, isRandom: true })
  const known = incoming(peer, endpoint(ME))
  assert.equal(formatEndpoint(choose(known, asItIs(peer))), "198.51.100.1:30000")
  const stranger = incoming("198.51.100.2:6000", endpoint(ME))
  assert.equal(formatEndpoint(choose(stranger, asItIs("198.51.100.2:6000"))), "198.51.100.2:6000")
})
