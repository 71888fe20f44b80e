import assert from "node:assert/strict"
import { test } from "node:test"
import { PRESET_NAMES } from "./network_schema.ts"
import { PRESETS } from "./presets.ts"

/** Mapping, filtering and ports in the usual letters: EI, AD, AP; p, s, r. */
const letters = (name: (typeof PRESET_NAMES)[number]): string => {
  const { mapping, filtering, ports } = PRESETS[name].nat
  const short = { "endpoint-independent": "EI", "address-dependent": "AD", "address-and-port-dependent": "AP" }
  return `${short[mapping]}/${short[filtering]} ${ports}`
}

// The classes of spec/nat.md: 1.3 and lab.md 1.3 for Linux, 1.4 for clouds and carriers, 2 and 6 for homes and firms.
test("presets are the classes that they are named after", () => {
  assert.deepEqual(Object.fromEntries(PRESET_NAMES.map((name) => [name, letters(name)])), {
    home: "EI/AP preserve",
    corporate: "AP/AP random",
    carrier: "EI/AP random",
    cgn: "EI/EI block",
    cloud: "AP/AP random",
    aws: "AP/AP random",
    azure: "AP/AP random",
    gcp: "AP/AP block",
    "full-cone": "EI/EI preserve",
    "linux-bare": "EI/AP preserve",
    "linux-masquerade": "EI/AP preserve",
    "linux-masquerade-random": "AP/AP random",
    "udp-blocked": "EI/AP preserve",
    "proxy-only": "EI/AP preserve",
  })
})

// spec/nat.md 1.2: Linux 30 and 120 s, AWS 350 s, Azure 240 s, GCP 30 s.
test("timers are the published ones", () => {
  const { unreplied, assured } = PRESETS["linux-masquerade"].nat.mappingTimers
  assert.deepEqual([unreplied, assured], [30_000_000, 120_000_000])
  const clouds = [PRESETS.cloud, PRESETS.aws, PRESETS.azure, PRESETS.gcp]
  assert.deepEqual(clouds.map(({ nat }) => nat.mappingTimers.assured / 1_000_000), [350, 350, 240, 30])
})

// spec/nat.md 1.4: a budget of ports for each destination, not for all of them together.
test("at clouds one port serves many destinations", () => {
  for (const name of ["aws", "azure", "gcp"] as const) assert.ok(PRESETS[name].nat.overlapping, name)
})

// RFC 6888: REQ-1 (that is RFC 4787 with its hairpinning), REQ-2, REQ-4, REQ-7, REQ-8.
test("the carrier-grade NAT is what RFC 6888 asks for", () => {
  const { mapping, filtering, pooling, subscriberLimit, hold, hairpinning, mappingTimers } = PRESETS.cgn.nat
  assert.deepEqual([mapping, filtering], ["endpoint-independent", "endpoint-independent"])
  assert.equal(pooling, "paired")
  assert.equal(hairpinning, "external-source")
  assert.ok(subscriberLimit !== undefined)
  assert.ok(hold >= 120_000_000 && mappingTimers.unreplied >= 120_000_000)
})

// spec/nat.md 1.4: hotels let TCP out, companies their proxy's.
test("two presets let no UDP through, and one of them TCP by its proxy alone", () => {
  const ways = PRESET_NAMES.map((name) => [name, PRESETS[name].firewall.udp, PRESETS[name].firewall.tcp])
  assert.deepEqual(ways.filter(([, ...way]) => way.some((one) => one !== "open")), [
    ["udp-blocked", "blocked", "open"],
    ["proxy-only", "blocked", "proxy"],
  ])
})
