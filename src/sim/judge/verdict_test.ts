import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { type Verdict, verdictsOf } from "./verdict.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const symmetric = { preset: "corporate", outside: "203.0.113.2", inside: "192.168.2.0/24" }
const setting = {
  duration: "2m",
  routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" }, office: symmetric },
  nodes: { a: at("home", "192.168.1.2"), o: at("office", "192.168.2.2"), s: at("internet", "198.51.100.1") },
}

/** Each expectation is held against the same run: a and o cannot reach each other, s reaches both at once. */
function judge(...expect: unknown[]): readonly Verdict[] {
  return verdictsOf(ranWorld({ ...setting, expect }), () => "a filter")
}

const met = (...expect: unknown[]): boolean[] => judge(...expect).map(({ isMet }) => isMet)

test("a pair is up in time or late, on the right path or another", () => {
  const up = { that: "pair-up", pair: ["a", "s"], within: "1s" }
  assert.deepEqual(met(up, { ...up, within: "10ms" }, { ...up, path: "direct" }, { ...up, path: "local" }), [
    true,
    false,
    true,
    false,
  ])
  assert.deepEqual(met({ ...up, pair: ["a", "o"], within: "2m" }), [false])
  assert.equal(judge(up)[0]?.seen, "both had an answer after 185ms, direct")
})

test("a pair stays down if no ping is answered, and for the reason that is expected", () => {
  const down = { that: "pair-down", pair: ["a", "o"] }
  assert.deepEqual(
    met(down, { ...down, reason: "filter" }, { ...down, reason: "weather" }, { ...down, pair: ["a", "s"] }),
    [
      true,
      true,
      false,
      false,
    ],
  )
  assert.deepEqual(met({ ...down, pair: ["a", "s"], until: "100ms" }), [true], "nothing is answered that early")
})

test("endpoints and states are compared at their instant", () => {
  const endpoint = { that: "endpoint", node: "s", peer: "a", at: "5s", is: "203.0.113.1:51820" }
  assert.deepEqual(met(endpoint, { ...endpoint, is: "203.0.113.1:1" }, { ...endpoint, at: "1ms" }), [
    true,
    false,
    false,
  ])
  const state = { that: "state", node: "a", peer: "o", at: "20s", is: "down" }
  assert.deepEqual(met(state, { ...state, is: "up" }, { ...state, at: "5s", is: "unknown" }), [true, false, true])
})

test("lost pings are counted, and none sent is no proof", () => {
  const pings = { that: "pings", from: "a", to: "s", start: "1s" }
  assert.deepEqual(
    met(
      { ...pings, lost: { "at-most": 0 } },
      { ...pings, lost: { "at-least": 1 } },
      { ...pings, to: "o", lost: { "at-least": 100 } },
      { ...pings, start: "1200ms", stop: "1300ms", lost: { "at-most": 0 } },
    ),
    [true, false, true, false],
  )
  assert.equal(judge({ ...pings, stop: "11s", lost: { "at-most": 0 } })[0]?.seen, "0 of 10 lost")
})

/** Pings to addresses; after a minute b's firewall lets no UDP through. */
function judgeAddresses(bypass: boolean, ...expect: unknown[]): readonly Verdict[] {
  const nodes = { a: at("internet", "198.51.100.1"), b: at("internet", "198.51.100.2") }
  const timeline = [{ at: "60s", do: "firewall", node: "b", firewall: { udp: "blocked" } }]
  const traffic = [{ from: "all", to: "all", every: "1s", via: "address" }, { from: "a", to: "b", every: "10s" }]
  const duration = "10m"
  const world = ranWorld({ duration, routers: {}, nodes, timeline, traffic, mesh: { bypass }, expect })
  return verdictsOf(world, () => "")
}

// Forced, all goes into the tunnel; with bypass only what is for a peer that is up (spec/kubespan.md 5.4). Who is up is
// looked at every 30 seconds (5.1), and to be down takes 275 without a handshake (6.2).
test("pings to an address are counted by whether they left in the clear", () => {
  const pings = { that: "pings", from: "a", to: "b", via: "address" }
  const late = { ...pings, start: "366s" }
  const early = { ...pings, start: "31s", stop: "59s" }
  const all = [
    { ...early, lost: { "at-most": 0 }, "in-clear": { "at-most": 0 } },
    { ...early, "in-clear": { "at-least": 1 } },
    { ...late, "in-clear": { "at-least": 1 } },
    { ...late, "in-clear": { "at-most": 0 } },
    { ...late, lost: { "at-least": 1 } },
  ]
  assert.deepEqual(judgeAddresses(false, ...all).map(({ isMet }) => isMet), [true, false, false, true, true])
  assert.deepEqual(judgeAddresses(true, ...all).map(({ isMet }) => isMet), [true, false, true, false, true])
  assert.equal(
    judgeAddresses(true, { ...late, stop: "376s", lost: { "at-least": 1 } })[0]?.seen,
    "10 of 10 lost, 10 in the clear",
  )
  assert.equal(
    judgeAddresses(true, { ...early, via: "mesh", lost: { "at-most": 0 } })[0]?.seen,
    "0 of 2 lost",
    "the mesh has pings of its own",
  )
})

test("candidates are looked for in what is known at that instant", () => {
  const candidates = { that: "candidates", node: "s", peer: "a", at: "5s" }
  const [inner, outer, foreign] = ["192.168.1.2:51820", "203.0.113.1:51820", "203.0.113.2:51820"]
  const verdicts = judge(
    { ...candidates, has: [inner, outer], lacks: [foreign], first: inner },
    { ...candidates, has: [inner, foreign] },
    { ...candidates, lacks: [foreign, outer] },
    { ...candidates, first: outer },
    { ...candidates, at: "1ms", has: [inner] },
    { ...candidates, at: "1ms", first: inner },
  )
  assert.deepEqual(verdicts.map(({ isMet }) => isMet), [true, false, false, false, false, false])
  assert.deepEqual([verdicts[0]?.seen, verdicts[4]?.seen], [`${inner}, ${outer}`, "none"])
})

test("an address is granted if it is in one of the networks that the peer has", () => {
  const allowed = { that: "allowed", node: "s", peer: "a", at: "5s" }
  const nodes = { ...setting.nodes, a: { ...setting.nodes.a, pods: ["10.244.3.0/24"] } }
  const world = ranWorld({
    ...setting,
    nodes,
    mesh: { "advertise-pods": true },
    expect: [
      { ...allowed, has: ["192.168.1.2", "10.244.3.77"], lacks: ["192.168.1.3", "10.244.4.1", "2001:db8::1"] },
      { ...allowed, has: ["192.168.1.2", "192.168.1.3"] },
      { ...allowed, lacks: ["10.244.3.77"] },
      { ...allowed, at: "1ms", has: ["192.168.1.2"] },
    ],
  })
  const verdicts = verdictsOf(world, () => "")
  assert.deepEqual(verdicts.map(({ isMet }) => isMet), [true, false, false, false])
  assert.match(verdicts[0]?.seen ?? "", /^10\.244\.3\.0\/24, 192\.168\.1\.2\/32, fd[0-9a-f:]+\/128$/)
  assert.equal(verdicts[3]?.seen, "none")
})

test("convergence needs every pair", () => {
  assert.deepEqual(judge({ that: "converged", by: "2m" }), [
    { isMet: false, seen: "1 pairs never had an answer both ways" },
  ])
  const { office: _, ...routers } = setting.routers
  const { o: __, ...nodes } = setting.nodes
  const world = ranWorld({
    routers,
    nodes,
    expect: [{ that: "converged", by: "1s" }, { that: "converged", by: "1ms" }],
  })
  assert.deepEqual(verdictsOf(world, () => "").map(({ isMet }) => isMet), [true, false])
})

test("plaintext on the wire is a failure that names its time", () => {
  const world = ranWorld({ ...setting, expect: [{ that: "no-plaintext" }] })
  assert.deepEqual(verdictsOf(world, () => ""), [{ isMet: true, seen: "nothing but ciphertext on any link" }])
  world.log.violated("fold", "the log of a does not fold to its state", world.end)
  assert.ok(verdictsOf(world, () => "")[0]?.isMet, "that is something else")
  world.log.violated("plaintext", "a sent what it was to seal", world.end)
  assert.deepEqual(verdictsOf(world, () => ""), [{ isMet: false, seen: "a sent what it was to seal at 2m" }])
})

test("and so is what went round the tunnel although it must not", () => {
  const world = ranWorld({ ...setting, expect: [{ that: "no-plaintext" }] })
  world.log.violated("cleartext", "a sent to 10.0.0.1 in the clear, which is b's", world.end)
  assert.deepEqual(verdictsOf(world, () => ""), [{
    isMet: false,
    seen: "a sent to 10.0.0.1 in the clear, which is b's at 2m",
  }])
})

test("where no ping was sent nothing is shown, unless neither had heard of the other", () => {
  const nodes = { a: at("internet", "198.51.100.2"), s: at("internet", "198.51.100.1") }
  const down = { that: "pair-down", pair: ["a", "s"] }
  const verdicts = (change: Record<string, unknown>, ...expect: unknown[]) =>
    verdictsOf(ranWorld({ nodes, ...change, expect }), () => "a filter")
  const silent = { isMet: false, seen: "no ping of the two was sent in that time" }
  assert.deepEqual(verdicts({ traffic: [] }, down), [silent])
  assert.deepEqual(verdicts({}, { ...down, from: "1200ms", until: "1300ms" }), [silent])
  assert.deepEqual(verdicts({ nodes: { ...nodes, a: { ...nodes.a, start: "never" } } }, down), [silent])
  assert.ok(verdicts({ discovery: { state: "down" } }, down)[0]?.isMet)
  const pings = { that: "pings", from: "a", to: "s", start: "1200ms", stop: "1300ms", lost: { "at-most": 0 } }
  assert.deepEqual(verdicts({}, pings), [{
    isMet: false,
    seen: "no ping was sent in that time, or all are still under way",
  }])
})

test("a reason is asked for with its span of time", () => {
  const spans: unknown[] = []
  const world = ranWorld({ ...setting, expect: [{ that: "pair-down", pair: ["a", "o"], from: "5s", until: "50s" }] })
  verdictsOf(world, (_from, _to, window) => {
    spans.push(window)
    return ""
  })
  assert.deepEqual(spans[0], { from: 5_000_000, until: 50_000_000 })
})

test("an endpoint is the same however it is written", () => {
  const nodes = { a: at("internet", "2001:db8::2"), s: at("internet", "2001:db8::1") }
  const is = "[2001:DB8:0:0::2]:51820"
  const expect = [
    { that: "endpoint", node: "s", peer: "a", at: "5s", is },
    { that: "candidates", node: "s", peer: "a", at: "5s", has: [is], first: is },
    { that: "candidates", node: "s", peer: "a", at: "5s", lacks: [is] },
  ]
  assert.deepEqual(verdictsOf(ranWorld({ nodes, expect }), () => "").map(({ isMet }) => isMet), [true, true, false])
})

test("pings that are still under way at the end are not lost", () => {
  const nodes = { a: at("internet", "198.51.100.2"), s: at("internet", "198.51.100.1") }
  const traffic = [{ from: "a", to: "s", every: "7ms", start: "10s" }]
  const pings = { that: "pings", from: "a", to: "s", lost: { "at-most": 0 } }
  const [verdict] = verdictsOf(ranWorld({ nodes, traffic, expect: [pings] }), () => "")
  assert.equal(verdict?.isMet, true)
  const timeline = [{ at: "58500ms", do: "firewall", node: "s", firewall: { udp: "blocked" } }]
  const late = { ...pings, start: "58600ms", lost: { "at-least": 50 } }
  const judged = verdictsOf(
    ranWorld({ nodes, traffic, timeline, expect: [late, { ...late, start: "59100ms" }] }),
    () => "",
  )
  assert.deepEqual(judged.map(({ isMet }) => isMet), [true, false])
  assert.deepEqual(judged[1]?.seen, "no ping was sent in that time, or all are still under way")
})

test("a path is that of both directions, and convergence is that of the last pair", () => {
  const up = { that: "pair-up", pair: ["a", "s"], path: "direct", within: "1s" }
  const world = ranWorld({ ...setting, expect: [up, { that: "converged", by: "2m" }] })
  const { history } = world.log
  for (const sighting of history.pair(2, 0).sightings) Object.assign(sighting, { isLocal: true })
  assert.deepEqual(verdictsOf(world, () => "")[0]?.isMet, false)

  const late = at("internet", "198.51.100.9", { start: "30s" })
  const nodes = { a: at("internet", "198.51.100.2"), s: at("internet", "198.51.100.1"), late }
  const expect = [{ that: "converged", by: "1s" }, { that: "converged", by: "31s" }]
  assert.deepEqual(verdictsOf(ranWorld({ nodes, expect }), () => "").map(({ isMet }) => isMet), [false, true])
})

test("convergence looks at every pair, and not only at those that stand together in the file", () => {
  const { a, o, s } = setting.nodes
  const expect = [{ that: "converged", by: "2m" }]
  assert.deepEqual(verdictsOf(ranWorld({ ...setting, nodes: { a, s, o }, expect }), () => ""), [
    { isMet: false, seen: "1 pairs never had an answer both ways" },
  ])
})
