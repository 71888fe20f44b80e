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
    cloud: "AP/AP random",
    "full-cone": "EI/EI preserve",
    "linux-masquerade": "EI/AP preserve",
    "linux-masquerade-random": "AP/AP random",
  })
})

// spec/nat.md 1.2: Linux 30 and 120 s, AWS 350 s.
test("timers are the published ones", () => {
  const { unreplied, assured } = PRESETS["linux-masquerade"].nat.mappingTimers
  assert.deepEqual([unreplied, assured], [30_000_000, 120_000_000])
  assert.equal(PRESETS.cloud.nat.mappingTimers.assured, 350_000_000)
})
