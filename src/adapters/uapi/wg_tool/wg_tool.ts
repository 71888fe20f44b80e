/** A device by way of wg(8): the kernel's, which it reaches by netlink, and any other that it knows. */
import * as Result from "effect/Result"
import type { DeviceChange } from "../device_change.ts"
import type { DeviceControl } from "../device_control.ts"
import type { DeviceReport } from "../device_report.ts"
import { readDump } from "./dump_reader.ts"
import { runWg, type WgCommand } from "./run_wg.ts"
import { type WgCall, wgCalls } from "./wg_calls.ts"

export interface WgOptions {
  /** Of the interface. */
  readonly name: string
  /** With which wg is run, if it is not in PATH, or not in this namespace. */
  readonly command?: readonly string[]
  readonly timeoutMs?: number
}

export class WgError extends Error {
  override readonly name = "WgError"
  readonly reason: string

  constructor(device: string, reason: string) {
    super(`${device}: ${reason}`)
    this.reason = reason
  }
}

/** All operations reject with a `WgError`. */
export class WgTool implements DeviceControl {
  readonly #interface: string
  readonly #wg: WgCommand

  constructor({ name, command = ["wg"], timeoutMs = TIMEOUT_MS }: WgOptions) {
    this.#interface = name
    this.#wg = { command, timeoutMs }
  }

  get name(): string {
    return `${this.#interface} (wg)`
  }

  async get(): Promise<DeviceReport> {
    const report = readDump(await this.#run({ args: ["show", this.#interface, "dump"] }))
    if (Result.isSuccess(report)) return report.success
    throw new WgError(this.#interface, `line ${report.failure} of what wg shows cannot be understood`)
  }

  /** One call after the other, as wg has no word for all of it at once; the first that fails ends it. */
  async set(change: DeviceChange): Promise<void> {
    for (const call of wgCalls(this.#interface, change, await this.get())) await this.#run(call)
  }

  async #run(call: WgCall): Promise<string> {
    const told = await runWg(this.#wg, call)
    if (Result.isSuccess(told)) return told.success
    throw new WgError(this.#interface, told.failure)
  }
}

const TIMEOUT_MS = 10_000
