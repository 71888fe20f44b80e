/** Routers, and nodes around them, with whatever settings: alone each is one that a file may have. */
import fc from "fast-check"

/** Some of these fields, each with one of its values. */
const someOf = (fields: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, fc.constantFrom(...values)])),
    { requiredKeys: [] },
  )

const TIMERS = ["1us", "1s", "30s", "3650d", {
  unreplied: "1us",
  replied: "1s",
  assured: "3650d",
  "assured-after": "0s",
}]
const CAPACITIES = [1, 2, 3, 1_000_000]
const PORT_RANGES = [[1, 1], [51820, 51820], [1, 1023], [1024, 1025], [5000, 5002], [65535, 65535], [1, 65535]]
const DEPENDENCES = ["endpoint-independent", "address-dependent", "address-and-port-dependent"]
const FLAGS = [false, true]
const PRESETS = [
  ...["home", "corporate", "carrier", "cgn", "cloud", "aws", "azure", "gcp", "full-cone", "linux-bare"],
  ...["linux-masquerade", "linux-masquerade-random", "udp-blocked", "proxy-only"],
]

/** Knobs that need each other. */
const anyPorts = fc.oneof(
  someOf({ ports: ["preserve", "sequential", "random", "block", "overload", "static"] }),
  fc.record({ ports: fc.constant("sequential"), step: fc.constantFrom(1, 2, 1_024) }),
  fc.record({
    ports: fc.constant("block"),
    "block-size": fc.constantFrom(2, 3, 64),
    blocks: fc.constantFrom(1, 1_024),
  }),
)
const anyMapping = fc.oneof(
  someOf({ mapping: DEPENDENCES }),
  fc.constant({ mapping: "address-and-port-dependent", "port-overlapping": true }),
)

const anyNat = fc.tuple(
  anyPorts,
  anyMapping,
  someOf({
    filtering: DEPENDENCES,
    "address-pooling": ["paired", "arbitrary"],
    "port-range": PORT_RANGES,
    "range-class": FLAGS,
    parity: FLAGS,
    contiguity: FLAGS,
    hold: ["0s", "1us", "30s", "3650d"],
    hairpinning: ["none", "external-source", "internal-source"],
    timeout: TIMERS,
    "filter-timeout": TIMERS,
    refresh: ["outbound", "inbound", "both"],
    capacity: CAPACITIES,
    overflow: ["drop-new", "drop-oldest"],
    "subscriber-limit": CAPACITIES,
    "icmp-error": ["ignore", "kill"],
    unsolicited: ["drop", "reject"],
    alg: ["off", "rewrite"],
  }),
).map((parts) => Object.assign({}, ...parts))

const anyFirewall = someOf({
  inbound: ["accept", "drop"],
  open: [[], [51820], [1, 65535]],
  udp: ["open", "blocked"],
  tcp: ["open", "proxy", "blocked"],
  timeout: TIMERS,
  capacity: CAPACITIES,
})

const anyLinux = someOf({
  nat: [
    "masquerade",
    "masquerade random",
    "masquerade fully-random",
    "snat",
    "snat random",
    "snat fully-random",
    "none",
  ],
  ports: PORT_RANGES,
  input: ["accept", "drop", "reject"],
  "port-forwards": [{}, { 51820: "192.168.1.2:51820" }, { 1: "203.0.113.1:1", 65535: "198.51.100.9:51820" }],
  hairpin: FLAGS,
  timeout: TIMERS,
  capacity: CAPACITIES,
})

const anyNat64 = someOf({
  prefix: ["64:ff9b::/96", "2001:db8:64::/96", "2001:db8:64::/48", "2001:db8::/32", "::/96", "ff00::/64"],
  filtering: DEPENDENCES.slice(0, 2),
  ports: ["preserve", "sequential", "random"],
  timeout: ["2m", "3650d"],
  capacity: CAPACITIES,
})

const anyNptv6 = fc.record({
  inside: fc.constantFrom("fd00:1::/64", "fd00:1::/48", "fd00::/16", "2001:db8:a::/48", "::/0"),
  outside: fc.constantFrom("2001:db8:f::/48", "2001:db8:f::/64", "2001:db8:a:f::/64", "ff00::/8", "fd00:1:0:1::/64"),
})

/** One thing or another, and now and then all of it at once. */
const anyKind: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ nat: anyNat }) },
  { weight: 4, arbitrary: fc.record({ linux: anyLinux }) },
  { weight: 1, arbitrary: fc.constant({ nat: "none" }) },
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ nat64: anyNat64 }) },
  { weight: 3, arbitrary: fc.record({ nptv6: anyNptv6, nat: fc.constantFrom("none", {}) }) },
  { weight: 2, arbitrary: fc.record({ nptv6: anyNptv6, nat64: anyNat64, linux: anyLinux }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ nat: anyNat, nptv6: anyNptv6, nat64: anyNat64, linux: anyLinux }) },
)

const anyRest = fc.record({
  preset: fc.constantFrom(...PRESETS),
  firewall: fc.oneof(fc.constant("none"), anyFirewall),
}, { requiredKeys: [] })

/** Without its two sides. */
export const anyOddRouter: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.tuple(anyKind, anyRest)
  .map(([kind, rest]) => ({ ...kind, ...rest }))
