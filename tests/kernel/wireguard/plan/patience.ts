/**
 * The part of the interop plan that takes time and hardly anything else, in a sandbox of its own beside the others. As a
 * program it is what runs inside.
 */
import process from "node:process"
import { inSandbox, isInSandbox } from "../../../../src/adapters/netns/sandbox.ts"
import type { Ending } from "../endings.ts"
import { crossingsComplete } from "./crossings.ts"
import { expiredSessionIsReplaced, ourRekeysLoseNothing, theirRekeyLosesNothing } from "./rekeys.ts"
import { strangersAreRefused } from "./strangers.ts"

const SLOW: readonly Ending[] = [
  { title: "initiations that cross complete in one round trip, whatever that takes", run: crossingsComplete },
  {
    title: "another preshared key, no such peer, another key: no tunnel, and no amplification",
    run: strangersAreRefused,
  },
  {
    title: "replacing sessions, three times and more, costs not one of a hundred pings a second",
    run: ourRekeysLoseNothing,
  },
  { title: "a packet for which the session is too old opens another, and arrives", run: expiredSessionIsReplaced },
  { title: "wireguard-go's replacing its session after two minutes costs no ping", run: theirRekeyLosesNothing },
]

/** True if all is well. */
export const runPatiently = async (): Promise<boolean> =>
  await inSandbox(process.execPath, ["run", "--no-check", "--quiet", "--allow-all", import.meta.filename ?? ""]) === 0

async function main(): Promise<boolean> {
  let failed = 0
  for (const { title, run } of SLOW) {
    const trouble = await run()
    if (trouble !== undefined) failed++
    console.log(
      `${trouble === undefined ? "ok  " : "FAIL"} meshfold: ${title}${trouble === undefined ? "" : `: ${trouble}`}`,
    )
  }
  return failed === 0
}

if (import.meta.main && isInSandbox()) process.exitCode = await main() ? 0 : 1
