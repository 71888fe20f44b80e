/**
 * iperf3 both ways at once, few streams and many: none stalls, and of what we drop nothing is a replay, as would be if
 * packets overtook each other by more than the window (plan, row 3).
 */
import { execFile, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import process from "node:process"
import { promisify } from "node:util"
import { INNER, sleep, TunnelPair } from "../tunnel_pair.ts"

export async function loadDoesNotStall(): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "counted", b: "wireguard-go" })
  const server = spawn("ip", ["netns", "exec", "b", "iperf3", "--server"], { stdio: "ignore" })
  try {
    if (!await pair.carries("a", 100)) return "nothing came from a"
    for (const streams of [4, 50]) {
      for (const [what, options] of [["TCP", []], ["UDP", udpOptions(streams)]] as const) {
        const report = await measure(["--parallel", `${streams}`, ...options])
        const trouble = typeof report === "string" ? report : stallIn(report, streams)
        if (trouble !== undefined) return `${streams} streams of ${what}: ${trouble}`
      }
    }
    await sleep(DROPS_ARE_TOLD_MS)
    const { replayed = 0, "bad-tag": forged = 0 } = JSON.parse(readFileSync(`/run/${pair.a.device}.drops`, "utf8"))
    return replayed + forged > 0 ? `we dropped ${replayed} as replayed and ${forged} as forged` : undefined
  } finally {
    if (server.pid !== undefined) process.kill(server.pid, "SIGKILL")
    await pair.close()
  }
}

/** Of the report that iperf3 makes as JSON, what is looked at. */
interface Report {
  readonly end: { readonly streams: readonly Stream[] }
  readonly intervals: readonly { readonly sum: Amount; readonly sum_bidir_reverse: Amount }[]
}

interface Amount {
  readonly bytes: number
}

/** Of one direction; UDP has one amount for both ends. */
interface Stream {
  readonly receiver?: Amount
  readonly udp?: Amount & { readonly packets: number; readonly lost_packets: number }
}

/** In all, less than what gets lost for want of time alone. */
const udpOptions = (streams: number): readonly string[] => [
  "--udp",
  "--bitrate",
  `${UDP_MBIT / streams}M`,
  "--length",
  "1200",
]

/** What iperf3 says, or why it says nothing. */
async function measure(options: readonly string[]): Promise<Report | string> {
  const command = [
    "netns",
    "exec",
    "a",
    "iperf3",
    "--client",
    INNER.v4.b,
    "--bidir",
    "--json",
    "--time",
    SECONDS,
    "--interval",
    "0.25",
  ]
  for (let attempt = 0;; attempt++) {
    try {
      const { stdout } = await promisify(execFile)("ip", [...command, ...options], { maxBuffer: MOST_TEXT })
      return JSON.parse(stdout)
    } catch (error) {
      const said = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)
      // The server takes a moment to be there, and another after each client.
      if (!/refused|busy/.test(said) || attempt >= MOST_ATTEMPTS) return said
      await sleep(200)
    }
  }
}

function stallIn({ end, intervals }: Report, streams: number): string | undefined {
  if (end.streams.length !== 2 * streams) return `${end.streams.length} streams there and back`
  const stalled = end.streams.filter(({ receiver, udp }) => (receiver?.bytes ?? arrivedOf(udp)) === 0)
  if (stalled.length > 0) return `${stalled.length} streams brought nothing`
  const still = intervals.filter(({ sum, sum_bidir_reverse }) => sum.bytes === 0 || sum_bidir_reverse.bytes === 0)
  return still.length > 0 ? `it stood still in ${still.length} of ${intervals.length} intervals` : undefined
}

const arrivedOf = (udp: Stream["udp"]): number => (udp === undefined ? 0 : udp.packets - udp.lost_packets)

const UDP_MBIT = 40
const SECONDS = "1"
const MOST_ATTEMPTS = 20
const MOST_TEXT = 64 * 1024 * 1024
const DROPS_ARE_TOLD_MS = 300
