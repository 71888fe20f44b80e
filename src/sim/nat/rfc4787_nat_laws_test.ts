/** What holds of every device, whatever its knobs and whatever happens to it. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { NatDesk, portOf } from "../../../tests/harness/nat_desk.ts"
import { seconds } from "../../domain/net/instant.ts"
import { LINUX_TIMERS } from "../flow.ts"
import type { NatProfile } from "./rfc4787.ts"

const DEPENDENCE = ["endpoint-independent", "address-dependent", "address-and-port-dependent"] as const
const OUTSIDE = ["203.0.113.1", "203.0.113.2"]

/** Ports 1020 to 1051 in blocks of eight, so that everything runs out; timers of 30 and 120 s. */
const profile: fc.Arbitrary<Partial<NatProfile>> = fc.record({
  mapping: fc.constantFrom(...DEPENDENCE),
  filtering: fc.constantFrom(...DEPENDENCE),
  pooling: fc.constantFrom("paired", "arbitrary"),
  ports: fc.constantFrom("preserve", "sequential", "random", "block", "overload", "static"),
  portRange: fc.constantFrom<NatProfile["portRange"]>([1020, 1051], [1020, 1023]),
  step: fc.integer({ min: 1, max: 5 }),
  blocks: fc.record({ size: fc.constant(8), most: fc.integer({ min: 1, max: 2 }) }),
  rangeClass: fc.boolean(),
  parity: fc.boolean(),
  contiguity: fc.boolean(),
  isSharing: fc.boolean(),
  hold: fc.constantFrom(seconds(0), seconds(45)),
  refresh: fc.constantFrom("outbound", "inbound", "both"),
  capacity: fc.integer({ min: 1, max: 12 }),
  overflow: fc.constantFrom("drop-new", "drop-oldest"),
  subscriberLimit: fc.constantFrom(undefined, 1, 3),
  icmpError: fc.constantFrom("ignore", "kill"),
  hairpinning: fc.constantFrom("none", "external-source", "internal-source"),
}).map(({ isSharing, ...knobs }) => ({
  ...knobs,
  overlapping: isSharing && knobs.mapping === "address-and-port-dependent",
  mappingTimers: LINUX_TIMERS,
  filterTimers: LINUX_TIMERS,
}))

const action = fc.record({
  wait: fc.nat(40),
  kind: fc.constantFrom("out", "out", "out", "in", "error", "hairpin"),
  inside: fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1021, max: 1026 }))
    .map(([host, port]) => `10.0.0.${host}:${port}`),
  remote: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))
    .map(([host, port]) => `198.51.100.${host}:${port}`),
  external: fc.tuple(fc.constantFrom(...OUTSIDE), fc.integer({ min: 1020, max: 1051 }))
    .map(([address, port]) => `${address}:${port}`),
})

type Action = typeof action extends fc.Arbitrary<infer A> ? Omit<A, "wait"> : never

interface Seen {
  readonly inside: string
  readonly remote: string
  readonly external: string
  readonly s: number
}

/** A device and what was seen to leave it. */
class Watched {
  readonly desk: NatDesk
  readonly knobs: Partial<NatProfile>
  readonly seen: Seen[] = []

  constructor(knobs: Partial<NatProfile>) {
    this.knobs = knobs
    this.desk = new NatDesk(knobs, OUTSIDE)
  }

  /** What was seen outside, if anything went out. */
  act({ kind, inside, remote, external }: Action, s: number): Seen | undefined {
    if (kind === "in") this.#arrived(remote, this.desk.in(remote, external, s))
    if (kind === "error") this.desk.error(external, remote, { s })
    if (kind === "hairpin") this.desk.hairpin(inside, external, s)
    if (kind !== "out") return undefined
    const result = this.desk.out(inside, remote, s)
    if (result.startsWith("nat-")) return undefined
    const one = { inside, remote, external: result, s }
    this.seen.push(one)
    return one
  }

  /** What has been seen before and can still be answered. */
  answerable(s: number): readonly Seen[] {
    return this.seen.filter(({ inside, remote, external }) => this.desk.in(remote, external, s) === inside)
  }

  /** Only to those that called, as closely as the filter looks. */
  #arrived(remote: string, inside: string): void {
    if (inside.startsWith("nat-") || this.knobs.filtering === "endpoint-independent") return
    const isExact = this.knobs.filtering === "address-and-port-dependent"
    const isCalled = this.seen.some((one) =>
      one.inside === inside && (isExact ? one.remote === remote : addressOf(one.remote) === addressOf(remote))
    )
    assert.ok(isCalled, `${remote} got in to ${inside}, which never called it`)
  }
}

const addressOf = (text: string): string => text.slice(0, text.lastIndexOf(":"))

function always(law: (watched: Watched, one: Seen) => void): void {
  fc.assert(
    fc.property(profile, fc.array(action, { maxLength: 60, size: "max" }), (knobs, actions) => {
      const watched = new Watched(knobs)
      let s = 0
      for (const { wait, ...one } of actions) {
        s += wait
        const seen = watched.act(one, s)
        assert.ok(watched.desk.nat.size <= watched.desk.nat.capacity, "within its capacity")
        if (seen !== undefined) law(watched, seen)
      }
    }),
    { numRuns: 300 },
  )
}

test("what goes out can be answered at once, and the answer reaches who sent it", () => {
  always(({ desk }, { inside, remote, external, s }) => assert.equal(desk.in(remote, external, s), inside))
})

test("external ports are in range, and of the class and parity that is to be kept", () => {
  always(({ knobs: { portRange, rangeClass, parity, ports } }, { inside, external }) => {
    const [kept, port] = [portOf(inside), portOf(external)]
    const [first, last] = portRange ?? assert.fail()
    assert.ok(port >= first && port <= last, external)
    if (rangeClass) assert.equal(port < 1024, kept < 1024)
    if (parity) assert.equal(port % 2, kept % 2)
    if (ports === "static" || ports === "overload") assert.equal(port, kept)
  })
})

test("no two inside endpoints share an external one, unless ports are overloaded or their remote ends differ", () => {
  always((watched, one) => {
    if (watched.knobs.ports === "overload") return
    for (const { inside, remote, external } of watched.answerable(one.s)) {
      if (external !== one.external || (watched.knobs.overlapping && remote !== one.remote)) continue
      assert.equal(inside, one.inside, `${external} belongs to two`)
    }
  })
})

// RFC 6888 REQ-8: whenever a mapping was over, it was not before its last packet.
test("a port that is held back goes to nobody else within that time", () => {
  always(({ knobs: { ports, hold = 0, overlapping }, seen }, one) => {
    if (ports === "overload" || overlapping) return
    for (const { inside, external, s } of seen) {
      if (external === one.external && inside !== one.inside) assert.ok((one.s - s) * 1_000_000 >= hold)
    }
  })
})

test("paired inside addresses are seen as one external address", () => {
  always(({ knobs, seen }, one) => {
    if (knobs.pooling !== "paired") return
    const others = seen.filter(({ inside }) => addressOf(inside) === addressOf(one.inside))
    assert.equal(new Set(others.map(({ external }) => addressOf(external))).size, 1)
  })
})

test("no inside address has more ports than it may have", () => {
  always((watched, one) => {
    const { subscriberLimit = Number.POSITIVE_INFINITY } = watched.knobs
    const own = watched.answerable(one.s).filter(({ inside }) => addressOf(inside) === addressOf(one.inside))
    assert.ok(new Set(own.map(({ external }) => external)).size <= subscriberLimit)
  })
})

test("a block belongs to one inside address, and none has more blocks than it may have", () => {
  always((watched, one) => {
    const { ports, blocks } = watched.knobs
    if (ports !== "block") return
    const owners = new Map<string, Set<string>>()
    for (const { inside, external } of watched.answerable(one.s)) {
      const block = `${addressOf(external)} ${Math.floor((portOf(external) - 1020) / 8)}`
      owners.set(block, (owners.get(block) ?? new Set()).add(addressOf(inside)))
    }
    assert.ok([...owners.values()].every(({ size }) => size === 1))
    const own = [...owners.values()].filter((hosts) => hosts.has(addressOf(one.inside)))
    assert.ok(own.length <= (blocks?.most ?? 0) * OUTSIDE.length)
  })
})

test("the same device with the same chances does the same", () => {
  fc.assert(fc.property(profile, fc.array(action, { maxLength: 40, size: "max" }), (knobs, actions) => {
    const histories = [new Watched(knobs), new Watched(knobs)].map((watched) => {
      let s = 0
      for (const { wait, ...one } of actions) watched.act(one, s += wait)
      return watched.seen
    })
    assert.deepEqual(histories[0], histories[1])
  }))
})
