/** E10 to E13: port forwards, hairpins, who gets in, and how many guesses it takes. */
import { A, B, type Experiment, isDelivered, S, ScheduleWriter, twoNats, yes } from "./experiment.ts"

function phantom(): Experiment {
  const file = twoNats({ na: { nat: "masquerade random", "port-forwards": { "51820": "10.1.0.2:51820" } } })
  const script = new ScheduleWriter(file)
  script.send(100, "a", "198.51.100.1:6000")
  const back = script.send(300, "s", A, { port: 6000 })
  return {
    id: "E10",
    title: "port forward and masquerade random, inside speaks first",
    file,
    schedule: script,
    answer: (all) => {
      const source = all[back]?.deliveries[0]?.source
      return source === undefined
        ? "lost"
        : `delivered, from ${yes(source.port === 6000, "its own port", "another port")}`
    },
    expected: "delivered, from another port",
  }
}

function hairpin(title: string, na: Record<string, unknown>, expected: string): Experiment {
  const file = twoNats({ na })
  const script = new ScheduleWriter(file)
  script.send(100, "a", S)
  script.send(150, "a2", S, { port: 6000 })
  const there = script.send(300, "a2", A, { port: 6000 })
  const back = script.send(400, "a", "203.0.113.11:6000")
  return {
    id: "E11",
    title,
    file,
    schedule: script,
    answer: (all) => [there, back].map((probe) => yes(isDelivered(all, probe), "delivered", "none")).join(", "),
    expected,
  }
}

function filtering(): Experiment {
  const file = twoNats({ na: { input: "drop" } })
  const script = new ScheduleWriter(file)
  script.send(100, "a", S)
  const same = script.send(200, "s", A)
  const otherPort = script.send(300, "s", A, { port: 6000 })
  const other = script.send(400, "t", A)
  return {
    id: "E12",
    title: "who gets in: the peer, its other port, another address",
    file,
    schedule: script,
    answer: (all) => [same, otherPort, other].map((probe) => yes(isDelivered(all, probe), "in", "out")).join(", "),
    expected: "in, out, out",
  }
}

/** 4,096 guesses at 256 of 64,512 ports: all miss once in ten million runs. */
function spray(): Experiment {
  const file = twoNats({ na: { nat: "masquerade random" } })
  const script = new ScheduleWriter(file)
  for (let i = 0; i < 256; i++) script.send(100 + i * 2, "a", B, { port: 30_000 + i })
  const guesses = Array.from({ length: 4096 }, (_, i) => script.send(800 + i, "b", `203.0.113.11:${1024 + i * 15}`))
  return {
    id: "E13",
    title: "256 sockets behind masquerade random, the peer tries 4,096 ports",
    file,
    schedule: script,
    answer: (all) => yes(guesses.some((probe) => isDelivered(all, probe)), "hit", "missed"),
    expected: "hit",
  }
}

const FORWARD = { "port-forwards": { "51820": "10.1.0.2:51820", "6000": "10.1.0.3:6000" } }

export const FILTERING: readonly Experiment[] = [
  phantom(),
  hairpin("hairpin with plain masquerade, both ways", {}, "none, none"),
  hairpin("the same with port forwards from outside alone", FORWARD, "none, none"),
  hairpin("and with a hairpin rule", { ...FORWARD, hairpin: true }, "delivered, delivered"),
  filtering(),
  spray(),
]
