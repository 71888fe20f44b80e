/** One end of a real tunnel: a namespace with a WireGuard implementation in it, ours or another's. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import process from "node:process"
import { performSteps } from "../../../src/adapters/netns/perform.ts"

/**
 * "counted" and "hurried" are our line without the command around it (plan/line_end.ts): no UAPI, but what it dropped is
 * told; the clock of "hurried" runs 40 times as fast as ours, so it replaces a session after three seconds.
 * "kernel" is another kernel's, in a machine of its own (tests/qemu).
 */
export type Implementation = "meshfold" | "wireguard-go" | "counted" | "hurried" | "kernel"

export interface EndPlan {
  /** Of the namespace and, with a "w" before it, of the interface. */
  readonly name: string
  readonly implementation: Implementation
  /** The lines of the [Interface] and [Peer] sections that `wg` understands. */
  readonly config: string
  readonly addresses: readonly string[]
  readonly variant?: Variant
}

export interface Variant {
  /** Where wireguard-go is; as the path knows it if left out. */
  readonly wireguardGo?: string
  /** For our command. */
  readonly flags?: readonly string[]
}

export class TunnelEnd {
  readonly name: string
  readonly device: string
  readonly implementation: Implementation
  /** Undefined once it is stopped, and of one that put itself into the background. */
  process: ChildProcess | undefined
  /** Everything that it said. */
  said = ""

  protected constructor({ name, implementation }: EndPlan) {
    this.name = name
    this.device = `w${name}`
    this.implementation = implementation
  }

  static async start(plan: EndPlan): Promise<TunnelEnd> {
    if (plan.implementation === "kernel") throw new Error("a kernel is started by the one who has its machine")
    const end = new TunnelEnd(plan)
    if (plan.implementation === "wireguard-go") end.#startTheirs(plan)
    else await end.#startOurs(plan, OURS[plan.implementation])
    return end
  }

  /** `wg` with these arguments, in the namespace. */
  wg(...args: readonly string[]): string {
    return this.run("wg", ...args)
  }

  run(command: string, ...args: readonly string[]): string {
    return execFileSync("ip", ["netns", "exec", this.name, command, ...args], { encoding: "utf8", stdio: QUIET })
  }

  /** With a signal; its exit code. Past `ChildProcess.kill`, after which Deno knows of no exit code. */
  async stop(signal: NodeJS.Signals): Promise<number | null> {
    const { pid } = this.process ?? {}
    const ended = this.ended()
    if (pid !== undefined) process.kill(pid, signal)
    return await ended
  }

  /** When it ends by itself. */
  ended(): Promise<number | null> {
    return new Promise((resolve) => this.process?.once("exit", (code) => resolve(code)))
  }

  async #startOurs(
    { config, addresses, variant: { flags = [] } = {} }: EndPlan,
    command: readonly string[],
  ): Promise<void> {
    const path = `/run/${this.device}.conf`
    writeFileSync(path, config.replace("[Interface]", `[Interface]\nAddress = ${addresses.join(", ")}`), {
      mode: 0o600,
    })
    const child = spawn("ip", ["netns", "exec", this.name, process.execPath, ...DENO_RUN, ...command, ...flags, path])
    this.process = child
    await new Promise<void>((resolve, reject) => {
      const hear = (data: unknown): void => {
        this.said += String(data)
        if (this.said.includes("Ctrl-C ends it")) resolve()
      }
      child.stdout.on("data", hear)
      child.stderr.on("data", hear)
      child.once("exit", () => reject(new Error(`it did not start: ${this.said}`)))
    })
  }

  #startTheirs({ config, addresses, variant: { wireguardGo = "wireguard-go" } = {} }: EndPlan): void {
    const path = `/run/${this.device}.conf`
    writeFileSync(path, config, { mode: 0o600 })
    this.run(wireguardGo, this.device)
    this.wg("setconf", this.device, path)
    performSteps([
      ...addresses.map((
        address,
      ) => ({ tool: "ip", namespace: this.name, line: `addr add ${address} dev ${this.device}` } as const)),
      { tool: "ip", namespace: this.name, line: `link set ${this.device} mtu 1420 up` },
    ])
  }
}

/** As the task `wg` has it. */
const DENO_RUN = ["run", "--v8-flags=--max-semi-space-size=1", "--no-check", "--quiet", "--allow-all"]
const OURS = {
  meshfold: ["src/main.ts", "wg"],
  counted: ["tests/kernel/wireguard/plan/line_end.ts", "1"],
  hurried: ["tests/kernel/wireguard/plan/line_end.ts", "40"],
} as const
const QUIET: ("ignore" | "pipe")[] = ["ignore", "pipe", "pipe"]
