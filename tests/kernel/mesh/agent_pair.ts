/** Two hosts on one link, each a member of the other's mesh by its static list, and `meshfold run` on them. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import process from "node:process"
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import * as Result from "effect/Result"
import type { Event } from "../../../src/domain/mesh/event.ts"
import { decodeEvent } from "../../../src/domain/mesh/journal.ts"
import { OUTER, type Side, sleep, UNDERLAY, wg } from "../wireguard/tunnel_pair.ts"

export interface Host {
  readonly name: Side
  readonly publicKey: string
  readonly meshAddress: string
  /** Of the process; undefined while none runs. */
  child: ChildProcess | undefined
  said: string
}

export class AgentPair {
  readonly a: Host
  readonly b: Host

  private constructor(a: Host, b: Host) {
    this.a = a
    this.b = b
  }

  /** Hosts that know each other, and run nothing yet. */
  static build(): AgentPair {
    performSteps(UNDERLAY)
    const pair = new AgentPair(newHost("a"), newHost("b"))
    for (const [own, other] of [[pair.a, pair.b], [pair.b, pair.a]] as const) {
      writeFileSync(`${folderOf(own.name)}/node.yaml`, configOf(other), { mode: 0o600 })
    }
    return pair
  }

  /** Until it says that it runs. */
  async start(side: Side, ...flags: readonly string[]): Promise<void> {
    const host = this[side]
    const folder = folderOf(side)
    const words = [
      ...RUN,
      `${folder}/node.yaml`,
      "--state",
      folder,
      "--mac",
      MAC[side],
      "--interface",
      deviceOf(side),
      ...flags,
    ]
    const child = spawn("ip", ["netns", "exec", side, process.execPath, ...words])
    host.child = child
    host.said = ""
    await new Promise<void>((resolve, reject) => {
      const hear = (data: unknown): void => {
        host.said += String(data)
        if (host.said.includes("Ctrl-C ends it")) resolve()
      }
      child.stdout.on("data", hear)
      child.stderr.on("data", hear)
      child.once("exit", () => reject(new Error(`it did not start: ${host.said}`)))
    })
  }

  /** Its exit code. */
  async stop(side: Side, signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this[side]
    if (child?.pid === undefined || child.exitCode !== null) return child?.exitCode ?? null
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
    process.kill(child.pid, signal)
    this[side].child = undefined
    return await ended
  }

  run(side: Side, command: string, ...args: readonly string[]): string {
    return execFileSync("ip", ["netns", "exec", side, command, ...args], { encoding: "utf8", stdio: QUIET })
  }

  /** Whether one reaches an address with a packet that goes into the tunnel. */
  async reaches(side: Side, address: string, patienceMs = PATIENCE_MS): Promise<boolean> {
    for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(50)) {
      try {
        this.run(side, "ping", "-c", "1", "-W", "0.5", address)
        return true
      } catch {
        // Not yet.
      }
    }
    return false
  }

  /** Whether it says this, now or soon. */
  async says(side: Side, text: string): Promise<boolean> {
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(20)) {
      if (this[side].said.includes(text)) return true
    }
    return false
  }

  /** What it recorded, in all its runs. */
  journal(side: Side): readonly Event[] {
    const lines = readFileSync(`${folderOf(side)}/journal.jsonl`, "utf8").trimEnd().split("\n")
    return lines.map(decodeEvent).filter(Result.isSuccess).map(({ success }) => success)
  }

  async close(): Promise<void> {
    for (const side of ["a", "b"] as const) await this.stop(side, "SIGTERM")
    for (const side of ["a", "b"] as const) rmSync(folderOf(side), { recursive: true })
    performSteps(["a", "b"].map((name) => ({ tool: "ip", line: `netns del ${name}` })))
  }
}

function newHost(name: Side): Host {
  const folder = folderOf(name)
  mkdirSync(folder, { mode: 0o700 })
  const privateKey = wg("genkey")
  writeFileSync(`${folder}/kubespan-identity.yaml`, `privateKey: ${privateKey}\n`, { mode: 0o600 })
  return { name, publicKey: wg("pubkey", privateKey), meshAddress: MESH[name], child: undefined, said: "" }
}

const configOf = ({ name, publicKey, meshAddress }: Host): string =>
  [
    "meshfold:",
    `  cluster: { id: ${CLUSTER}, secret: ${Buffer.alloc(32, 1).toString("base64")} }`,
    "  static:",
    `    - { id: ${name}, key: ${publicKey}, address: ${meshAddress}, networks: [${OUTER[name]}/32],`,
    `        endpoints: ["${OUTER[name]}:51820"] }`,
    "",
  ].join("\n")

/** Both hosts have one /var/run/wireguard. */
export const deviceOf = (side: Side): string => `mesh-${side}`

const folderOf = (side: Side): string => `/run/agent-${side}`

/** Spec/kubespan.md 1.4, upstream's vectors: a cluster id, two hardware addresses, and what they come to. */
const CLUSTER = "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo="
const MAC = { a: "2e:1a:b6:53:81:69", b: "ea:71:1b:b2:cc:ee" } as const
export const MESH = {
  a: "fd7f:175a:b97c:5602:2c1a:b6ff:fe53:8169",
  b: "fd7f:175a:b97c:5602:e871:1bff:feb2:ccee",
} as const

const RUN = ["run", "--no-check", "--quiet", "--allow-all", "src/main.ts", "run"]
const QUIET: ("ignore" | "pipe")[] = ["ignore", "pipe", "pipe"]
const PATIENCE_MS = 10_000
