/** What is measured of a running tunnel, with iperf3 and ping in its two namespaces. */
import { execFileSync, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import process from "node:process"
import type { Running } from "./contender.ts"

export interface Figures {
  /** Gbit/s that arrived: one TCP stream from a to b, one back, eight each way, and UDP with 1,400 bytes. */
  readonly out: number
  readonly back: number
  readonly out8: number
  readonly back8: number
  readonly udp: number
  /** Milliseconds, the median of idle round trips: the first that there are, and those after all the traffic. */
  readonly firstPing: number
  readonly ping: number
  /** Seconds of both processes for each gigabyte of a TCP stream. */
  readonly cpu: number
  /** MB resident, the larger of both. */
  readonly memory: number
  /** What of it is the process's own: no pages of files, which other processes have, too. */
  readonly ownMemory: number
  readonly readyMs: number
}

export type Measure = keyof Figures

export async function measure({ target, pids, readyMs }: Running, seconds: number): Promise<Figures> {
  const server = spawn("ip", ["netns", "exec", "b", "iperf3", "-s", "--forceflush"], {
    stdio: ["ignore", "pipe", "ignore"],
  })
  try {
    await new Promise((resolve) => server.stdout.once("data", resolve))
    const firstPing = median(roundTrips(target))
    stream(target, 1, [])
    const before = cpuSeconds(pids)
    const out = stream(target, seconds, [])
    const cpu = (cpuSeconds(pids) - before) / (out.bytes / 1e9)
    const figures = {
      out: out.gbits,
      back: stream(target, seconds, ["-R"]).gbits,
      out8: stream(target, seconds, ["-P", "8"]).gbits,
      back8: stream(target, seconds, ["-P", "8", "-R"]).gbits,
      udp: stream(target, seconds, ["-u", "-b", "0", "-l", "1400"]).gbits,
      firstPing,
      cpu,
      memory: Math.max(0, ...pids.map((pid) => megabytes(pid, "Rss"))),
      ownMemory: Math.max(0, ...pids.map((pid) => megabytes(pid, "Anonymous"))),
      readyMs,
    }
    return { ...figures, ping: median(roundTrips(target)) }
  } finally {
    if (server.pid !== undefined) process.kill(server.pid)
    await new Promise((resolve) => server.once("exit", resolve))
  }
}

const inA = (command: string, ...args: readonly string[]): string =>
  execFileSync("ip", ["netns", "exec", "a", command, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })

function stream(
  target: string,
  seconds: number,
  flags: readonly string[],
): { readonly gbits: number; readonly bytes: number } {
  const { end } = JSON.parse(inA("iperf3", "-c", target, "-t", String(seconds), "-J", ...flags))
  const { bytes, seconds: took, lost_percent: lost = 0 } = end.sum_received ?? end.sum
  const arrived = bytes * (end.sum_received === undefined ? 1 - lost / 100 : 1)
  return { gbits: (arrived * 8) / took / 1e9, bytes: arrived }
}

/** After some that warm up. */
function roundTrips(target: string): readonly number[] {
  inA("ping", "-c", "200", "-i", "0.005", "-q", target)
  const said = inA("ping", "-c", "200", "-i", "0.01", target)
  return [...said.matchAll(/time=([0-9.]+) ms/g)].map(([, ms]) => Number(ms))
}

/** User and system time so far; proc(5), in ticks of 10 ms. */
function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ")
    return sum + (Number(fields[11]) + Number(fields[12])) / 100
  }, 0)
}

/** proc(5), smaps_rollup. */
function megabytes(pid: number, field: "Rss" | "Anonymous"): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1024
}

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
