/** E2 and E4 to E9: what comes in first, how it spreads, who escapes it and what heals. */
import { A, B, type Experiment, isDelivered, portOf, S, SCALED, ScheduleWriter, T, twoNats, yes } from "./experiment.ts"

const ACCEPT = { input: "accept" }
const DROP = { input: "drop" }
/** Of what should have been, so that all that follows says nothing. */
const NOT_POISONED = "not poisoned at all"

function inboundFirst(id: string, input: string, expected: string): Experiment {
  const file = twoNats({ na: { input } })
  const script = new ScheduleWriter(file)
  script.send(100, "a", S)
  script.send(250, "b", A)
  const late = script.send(400, "a", B)
  const again = script.send(550, "b", A)
  return {
    id,
    title: `P speaks first; INPUT ${input}`,
    file,
    schedule: script,
    answer: (all) =>
      `we leave from ${yes(portOf(all, late) === 51820, "our port", "another")}, P ${
        yes(isDelivered(all, again), "gets in", "does not get in")
      }`,
    expected,
  }
}

function spread(): Experiment {
  const file = twoNats({ na: ACCEPT })
  const script = new ScheduleWriter(file)
  script.send(100, "a", S)
  script.send(250, "b", A)
  const poisoned = script.send(400, "a", B)
  const fresh = script.send(500, "a", T)
  const known = script.send(600, "a", S)
  return {
    id: "E2c",
    title: "after E2, a third peer and the one from before",
    file,
    schedule: script,
    answer: (all) => {
      const port = portOf(all, poisoned)
      if (port === 51820) return NOT_POISONED
      return `new ones see ${yes(portOf(all, fresh) === port, "the other port", "a third one")}, ` +
        `the old one ${yes(portOf(all, known) === 51820, "ours", "another")}`
    },
    expected: "new ones see the other port, the old one ours",
  }
}

/** Both send every 100 ms for 3 s, b later by `offset`; both have spoken to s before. */
function opening(offset: number, late: string, expected: string): Experiment {
  const file = twoNats({ na: DROP, nb: { input: late } })
  const script = new ScheduleWriter(file)
  script.send(50, "a", S)
  script.send(60, "b", S)
  const ours = script.repeat({ start: 200, end: 3200 }, "a", B)
  const theirs = script.repeat({ start: 200 + offset, end: 3200 }, "b", A)
  return {
    id: "E4",
    title: `simultaneous open, ${offset} ms apart, 40 ms one way; INPUT ${late} on the late side`,
    file,
    schedule: script,
    answer: (all) =>
      yes([ours, theirs].every((probes) => probes.some((probe) => isDelivered(all, probe))), "open", "never"),
    expected,
  }
}

/** After one side is poisoned it asks somebody as whom it is seen, tells its peer, and both try again. */
function healing(id: string, whom: string, to: string, expected: string): Experiment {
  const file = twoNats({ na: ACCEPT, nb: DROP })
  const script = new ScheduleWriter(file)
  script.send(50, "a", S)
  script.send(60, "b", S)
  // Only so that it listens there.
  script.send(70, "s", B, { port: 6000 })
  script.send(200, "b", A)
  script.send(400, "a", B)
  const asked = script.send(600, "a", to)
  const theirs = script.repeat({ start: 800, end: 1400 }, "b", asked)
  const ours = script.repeat({ start: 850, end: 1400 }, "a", B)
  return {
    id,
    title: `one side poisoned, then it asks ${whom}`,
    file,
    schedule: script,
    answer: (all) =>
      yes([ours, theirs].every((probes) => probes.some((probe) => isDelivered(all, probe))), "healed", "still broken"),
    expected,
  }
}

/** Scaled by 15: 30 s of memory are 2 s. */
function silence(seconds: number, expected: string): Experiment {
  const file = twoNats({ na: { ...ACCEPT, timeout: SCALED }, nb: { ...ACCEPT, timeout: SCALED } })
  const script = new ScheduleWriter(file)
  script.send(100, "a", B)
  script.send(300, "b", A)
  script.send(400, "a", B)
  const start = 400 + (seconds * 1000) / 15
  const ours = script.repeat({ start, end: start + 500 }, "a", B)
  const theirs = script.repeat({ start, end: start + 500 }, "b", A)
  return {
    id: "E6",
    title: `poisoned, ${seconds} s of silence, then both start together`,
    file,
    schedule: script,
    answer: (all) =>
      yes([ours, theirs].every((probes) => probes.some((probe) => isDelivered(all, probe))), "healed", "still broken"),
    expected,
  }
}

/** Low TTL for 1 s on each side, then the usual one; b later by `offset`. */
function lead(offset: number, ttl: number, expected: string): Experiment {
  const file = twoNats({ na: ACCEPT, nb: ACCEPT })
  const script = new ScheduleWriter(file)
  const end = 3000 + offset
  script.repeat({ start: 100, end: 1100 }, "a", B, { ttl })
  script.repeat({ start: 100 + offset, end: 1100 + offset }, "b", A, { ttl })
  const ours = script.repeat({ start: 1100, end }, "a", B)
  const theirs = script.repeat({ start: 1100 + offset, end }, "b", A)
  return {
    id: "E7",
    title: `both poisonable, ${offset} ms apart, 1 s with TTL ${ttl} first`,
    file,
    schedule: script,
    answer: (all) =>
      yes([ours, theirs].every((probes) => probes.some((probe) => isDelivered(all, probe))), "open", "never"),
    expected,
  }
}

function keepalives(): Experiment {
  const file = twoNats({ na: { ...ACCEPT, timeout: SCALED } })
  const script = new ScheduleWriter(file)
  script.send(100, "b", A)
  const first = script.send(300, "a", B)
  const period = 25_000 / 15
  const sent = [1, 2, 3, 4].map((i) => {
    script.send(300 + i * period - 60, "b", A)
    return script.send(300 + i * period, "a", B)
  })
  const after = script.send(300 + 4 * period + 33_000 / 15, "a", B)
  return {
    id: "E8",
    title: "keepalives every 25 s after poisoning, then 33 s of silence",
    file,
    schedule: script,
    answer: (all) => {
      const port = portOf(all, first)
      if (port === 51820) return NOT_POISONED
      return `wrong port ${yes(sent.every((one) => portOf(all, one) === port), "unchanged", "changed")}, ` +
        `after silence ${yes(portOf(all, after) === 51820, "ours again", "still wrong")}`
    },
    expected: "wrong port unchanged, after silence ours again",
  }
}

function reboot(input: string, expected: string): Experiment {
  const file = twoNats({ na: { input } })
  const script = new ScheduleWriter(file)
  script.send(100, "a", B)
  script.send(200, "b", A)
  script.flush(300, "na")
  script.send(400, "b", A)
  const after = script.send(550, "a", B)
  return {
    id: "E9",
    title: `conntrack flushed, the remote speaks first; INPUT ${input}`,
    file,
    schedule: script,
    answer: (all) => yes(portOf(all, after) === 51820, "unharmed", "moved to another port"),
    expected,
  }
}

const OFFSETS = [0, 20, 60, 100, 400]

export const POISON: readonly Experiment[] = [
  inboundFirst("E2", "accept", "we leave from another, P does not get in"),
  inboundFirst("E2b", "drop", "we leave from our port, P gets in"),
  inboundFirst("E2b", "reject", "we leave from our port, P gets in"),
  spread(),
  ...OFFSETS.map((offset) => opening(offset, "drop", "open")),
  ...OFFSETS.map((offset) => opening(offset, "accept", offset < 40 ? "open" : "never")),
  healing("E5", "the server that it asked before", S, "still broken"),
  healing("E5", "one that it never asked", T, "healed"),
  healing("E5b", "another port of the server that it asked before", "198.51.100.1:6000", "healed"),
  silence(15, "still broken"),
  silence(35, "healed"),
  ...[0, 100, 400, 900].map((offset) => lead(offset, 3, "open")),
  lead(1300, 3, "never"),
  keepalives(),
  reboot("accept", "moved to another port"),
  reboot("drop", "unharmed"),
]
