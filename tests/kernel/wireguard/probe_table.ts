/** The probe table of spec/wireguard.md 4.4, every row of it, against our device and against wireguard-go, its control. */
import { ProbeDesk } from "./probe_desk.ts"
import { HANDSHAKES } from "./probe_handshakes.ts"
import type { ProbeGroup, Row } from "./probe_row.ts"
import { SESSIONS } from "./probe_sessions.ts"
import type { Implementation } from "./tunnel_end.ts"

/** How much of it does not hold. */
export async function runProbes(): Promise<number> {
  return await probeAll("meshfold") + await probeAll("wireguard-go")
}

async function probeAll(implementation: Implementation): Promise<number> {
  const desk = await ProbeDesk.open(implementation)
  let [count, failed] = [0, 0]
  try {
    for await (const { title, trouble } of rows(desk)) {
      count++
      if (trouble !== undefined) failed++
      const verdict = trouble === undefined ? "ok  " : "FAIL"
      console.log(`${verdict} probe - ${implementation}: ${title}${trouble === undefined ? "" : `: ${trouble}`}`)
    }
  } finally {
    await desk.close()
  }
  if (count === ROWS) return failed
  console.log(`FAIL probe - ${implementation}: there are ${count} rows, not ${ROWS}`)
  return failed + 1
}

async function* rows(desk: ProbeDesk): AsyncGenerator<Row> {
  for (const group of [...HANDSHAKES, ...SESSIONS]) yield* whole(group, desk)
}

/** A group that cannot go on is one that fails, and leaves the others alone. */
async function* whole(group: ProbeGroup, desk: ProbeDesk): AsyncGenerator<Row> {
  try {
    yield* group(desk)
  } catch (error) {
    yield { title: group.name, trouble: error instanceof Error ? error.message : String(error) }
  }
}

const ROWS = 55
