/** Whole universes: packet hops per second, and simulated against real time. */
import { freemem } from "node:os"
import { kubespan } from "../src/domain/mesh/policy/kubespan.ts"
import { instant } from "../src/domain/net/instant.ts"
import { modelSuite } from "../src/sim/model_suite.ts"
import { EventQueue } from "../src/sim/queue.ts"
import { decodeScenario } from "../src/sim/scenario/decode.ts"
import type { ScenarioFile } from "../src/sim/scenario/schema.ts"
import { World } from "../src/sim/world.ts"
import { nanosecondsOf, type Row, table } from "./measure.ts"

/** A thousand nodes are half a million pairs of tunnels. */
const BYTES_FOR_A_THOUSAND = 11e9

interface Mesh {
  readonly nodes: number
  readonly duration: string
  readonly every: string | undefined
}

/** Every third node on the internet, the others two by two behind home routers. */
function meshFile({ nodes, duration, every }: Mesh): ScenarioFile {
  const names = Array.from({ length: nodes }, (_, i) => i)
  const router = (i: number): number => Math.floor(i / 3)
  const file = decodeScenario({
    name: "bench",
    description: "A mesh.",
    source: "made for the benchmark",
    duration,
    routers: Object.fromEntries(
      names.filter((i) => i % 3 === 1).map((i) => [`r${router(i)}`, {
        outside: `100.${router(i) >> 8}.${router(i) & 255}.1`,
        inside: `10.${router(i) >> 8}.${router(i) & 255}.0/24`,
      }]),
    ),
    nodes: Object.fromEntries(names.map((i) => [`n${i}`, {
      interfaces: {
        eth0: i % 3 === 0
          ? { on: "internet", address: `101.${i >> 8}.${i & 255}.1` }
          : { on: `r${router(i)}`, address: `10.${router(i) >> 8}.${router(i) & 255}.${i % 3 + 1}` },
      },
    }])),
    traffic: every === undefined ? [] : [{ from: "all", to: "all", every }],
    expect: [],
  })
  if (file._tag === "Failure") throw new Error(JSON.stringify(file.failure.slice(0, 3)))
  return file.success
}

function ran(mesh: Mesh): { hops: number; seconds: number; simulatedSeconds: number } {
  const world = new World(meshFile(mesh), { seed: 1, suite: modelSuite, policy: kubespan })
  const before = performance.now()
  while (world.advance(100_000));
  const seconds = (performance.now() - before) / 1000
  if (world.log.violations.length > 0) throw new Error(JSON.stringify(world.log.violations[0]))
  return { hops: world.log.hops, seconds, simulatedSeconds: world.now / 1e6 }
}

export function benchWorlds(): void {
  const queue = new EventQueue<object>()
  const item = {}
  for (let i = 0; i < 10_000; i++) queue.push(instant(i), item)
  const floor = 1e9 / nanosecondsOf((i) => {
    queue.pop()
    queue.push(instant(i + 10_000), item)
  })
  const rows: Row[] = [{ what: "bare queue, 10,000 waiting (baseline)", perSecond: floor, baseline: floor }]
  const meshes: Mesh[] = [
    { nodes: 10, duration: "10m", every: "500ms" },
    { nodes: 100, duration: "60s", every: "2s" },
    { nodes: 1000, duration: "2s", every: undefined },
  ]
  for (const mesh of meshes) {
    const what = `${mesh.nodes} nodes, full mesh, ${mesh.duration}${mesh.every ? `, pings every ${mesh.every}` : ""}`
    if (mesh.nodes === 1000 && freemem() < BYTES_FOR_A_THOUSAND) {
      console.log(`${what}: left out, it needs 11 GB of free memory`)
      continue
    }
    if (mesh.nodes === 1000) console.log(`${what}: a million tunnels, this takes some minutes ...`)
    const { hops, seconds } = ran(mesh)
    rows.push({ what, perSecond: hops / seconds, baseline: floor })
  }
  console.log(table("Packet hops, model suite", "hops/s", rows))
  const idle = ran({ nodes: 16, duration: "1h", every: undefined })
  const speed = idle.simulatedSeconds / idle.seconds
  console.log(table("Simulated against real time", "seconds a second", [
    { what: "real time (baseline)", perSecond: 1, baseline: 1 },
    { what: "16 nodes, idle mesh, keepalives and rekeys, 1h", perSecond: speed, baseline: 1 },
  ]))
}
