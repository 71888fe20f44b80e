/** `meshfold wg-watch` as a user starts it, on a device that is there, until Ctrl-C. */
import { spawn } from "node:child_process"
import process from "node:process"
import { type Side, sleep, type TunnelPair } from "./tunnel_pair.ts"

/** undefined if it tells of the first handshake at this side and ends well, else what is not so. */
export async function watch(
  pair: TunnelPair,
  side: Side,
  env: Record<string, string> = {},
): Promise<string | undefined> {
  const { name, device } = pair[side]
  const args = ["netns", "exec", name, process.execPath, ...WATCH, device]
  const child = spawn("ip", args, { env: { ...process.env, ...env } })
  let [told, complaint] = ["", ""]
  child.stdout.on("data", (data) => told += String(data))
  child.stderr.on("data", (data) => complaint += String(data))
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  const peer = side === "a" ? pair.keys.b : pair.keys.a
  const isTold = (): boolean => told.split("\n").some((line) => line.includes('"Transferred"') && line.includes(peer))
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(100)) {
    if (!await pair.carries(side, 100, "v4", 12_000)) break
    if (isTold()) break
  }
  if (child.exitCode === null && child.pid !== undefined) process.kill(child.pid, "SIGINT")
  const code = await ended
  return isTold() && code === 0 ? undefined : `exit code ${code}, told ${JSON.stringify(told)}, ${complaint}`
}

const WATCH = ["run", "--no-check", "--quiet", "--allow-all", "src/main.ts", "wg-watch", "--json", "--every", "0.1"]
const PATIENCE_MS = 20_000
