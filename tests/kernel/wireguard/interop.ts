/** Our device with wireguard-go, both ways round, and with itself, on a real kernel's sockets, TUNs and routes. */
import { spawnSync } from "node:child_process"
import { CASES } from "./cases.ts"
import { DRIVINGS } from "./drivings.ts"
import { ENDINGS } from "./endings.ts"
import { OPENINGS } from "./plan/openings.ts"
import { PLAN } from "./plan/plan.ts"
import { MOVES } from "./plan/roaming.ts"
import { runProbes } from "./probe_table.ts"
import { RECORDINGS } from "./recordings.ts"
import { REFUSALS } from "./refusals.ts"
import { TROUBLES } from "./troubles.ts"
import { TunnelPair } from "./tunnel_pair.ts"

/** In words, what it takes besides the sandbox. */
export const interopTroubles = (): readonly string[] =>
  Object.entries({ wg: "wireguard-tools", "wireguard-go": "wireguard-go", tshark: "tshark", iperf3: "iperf3" })
    .filter(([tool]) => spawnSync(tool, ["--version"], { stdio: "ignore" }).error !== undefined)
    .map(([tool, name]) => `there is no ${tool} in PATH: install the package ${name}`)

/** True if all cases hold. */
export async function runInterop(): Promise<boolean> {
  let failed = 0
  for (const [a, b, cases] of COMBINATIONS) {
    const pair = await TunnelPair.build({ a, b })
    try {
      for (const { title, run } of cases) {
        const trouble = await run(pair)
        if (trouble !== undefined) failed++
        console.log(
          `${trouble === undefined ? "ok  " : "FAIL"} ${a} - ${b}: ${title}${
            trouble === undefined ? "" : `: ${trouble}`
          }`,
        )
      }
    } finally {
      await pair.close()
    }
  }
  for (const { title, run } of [...ENDINGS, ...REFUSALS, ...RECORDINGS, ...PLAN, ...DRIVINGS]) {
    const trouble = await run()
    if (trouble !== undefined) failed++
    console.log(
      `${trouble === undefined ? "ok  " : "FAIL"} meshfold: ${title}${trouble === undefined ? "" : `: ${trouble}`}`,
    )
  }
  return failed + await runProbes() === 0
}

const USUAL = [...CASES, ...OPENINGS, ...MOVES]
const COMBINATIONS = [
  ["meshfold", "wireguard-go", USUAL],
  ["wireguard-go", "meshfold", USUAL],
  ["meshfold", "meshfold", USUAL],
  ["meshfold", "wireguard-go", TROUBLES],
] as const
