/** E1, E3 and E15: which ports NATs give. */
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import { B, type Experiment, portOf, S, ScheduleWriter, T, twoNats } from "./experiment.ts"

const DESTINATIONS = Array.from({ length: 20 }, (_, i) => `198.51.100.${i + 100}`)

/** Ports drawn at random may be the same now and then: of 25 two are in one run of 200. */
const LUCK = 2

const kept = (outcomes: readonly Outcome[], probes: readonly number[]): string => {
  const ports = probes.map((probe) => portOf(outcomes, probe))
  if (ports.includes(undefined)) return "some never got there"
  const distinct = new Set(ports).size
  const isOwn = ports.every((port) => port === 51820)
  return isOwn
    ? "its own port for all"
    : distinct === 1
    ? "one other port for all"
    : distinct >= ports.length - LUCK
    ? "a port for each"
    : "mixed"
}

/** One socket, 20 addresses and 5 ports of one. */
function mapping(id: string, nat: string, rules: Record<string, unknown>, expected: string): Experiment {
  const file = twoNats({ na: rules, sAddresses: DESTINATIONS })
  const script = new ScheduleWriter(file)
  const targets = [
    ...DESTINATIONS.map((one) => `${one}:51820`),
    ...[1, 2, 3, 4, 5].map((i) => `${DESTINATIONS[0]}:${i}`),
  ]
  const probes = targets.map((to, i) => script.send(100 + i * 40, "a", to))
  return { id, title: `${nat}: 25 destinations`, file, schedule: script, answer: (all) => kept(all, probes), expected }
}

function neighbours(): Experiment {
  const file = twoNats({})
  const script = new ScheduleWriter(file)
  const first = script.send(100, "a", S)
  const second = script.send(200, "a2", T)
  const third = script.send(300, "a2", S)
  const fourth = script.send(400, "a2", B)
  return {
    id: "E3",
    title: "two hosts, one source port",
    file,
    schedule: script,
    answer: (all) => {
      const [one, two, three, four] = [first, second, third, fourth].map((probe) => portOf(all, probe))
      const isShared = one === 51820 && two === 51820
      return `${isShared ? "shared" : "not shared"} while destinations differ; at the common one ` +
        `${three === 51820 ? "kept" : "remapped"}, then ${four === three ? "the same" : "another"} for new ones`
    },
    expected: "shared while destinations differ; at the common one remapped, then the same for new ones",
  }
}

function block(): Experiment {
  const file = twoNats({ na: { nat: "masquerade random", ports: [20_480, 22_527] } })
  const script = new ScheduleWriter(file)
  const probes = Array.from({ length: 16 }, (_, i) => script.send(100 + i * 40, "a", `198.51.100.1:${i + 1}`))
  return {
    id: "E15",
    title: "16 samples of a random range of 2048 ports",
    file,
    schedule: script,
    answer: (all) => {
      const ports = probes.map((probe) => portOf(all, probe) ?? 0)
      const isWithin = ports.every((port) => port >= 20_480 && port <= 22_527)
      const spread = Math.max(...ports) - Math.min(...ports)
      return `${isWithin ? "all within" : "some outside"}, ${
        spread > 1_024 ? "over more than half of it" : "close together"
      }`
    },
    expected: "all within, over more than half of it",
  }
}

export const MAPPING: readonly Experiment[] = [
  mapping("E1", "masquerade", { nat: "masquerade" }, "its own port for all"),
  mapping("E1", "snat", { nat: "snat" }, "its own port for all"),
  mapping("E1b", "masquerade random", { nat: "masquerade random" }, "a port for each"),
  mapping("E1b", "masquerade fully-random", { nat: "masquerade fully-random" }, "a port for each"),
  mapping("E1c", "snat to :51000-52000", { nat: "snat", ports: [51_000, 52_000] }, "its own port for all"),
  mapping("E1c", "snat to :20000-20999", { nat: "snat", ports: [20_000, 20_999] }, "one other port for all"),
  neighbours(),
  block(),
]
