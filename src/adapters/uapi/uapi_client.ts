/**
 * The other side: asks a device what it is and what it should become, with a connection for each operation, since not
 * all read on after the first (spec/wireguard.md 2.1).
 */
import { connect } from "node:net"
import * as Result from "effect/Result"
import { changeText } from "./change_text.ts"
import type { DeviceChange } from "./device_change.ts"
import type { DeviceControl } from "./device_control.ts"
import type { DeviceReport } from "./device_report.ts"
import { errnoName } from "./errno.ts"
import { type AnswerTrouble, readErrnoAnswer, readReport } from "./report_reader.ts"
import { socketPath, type SocketPlace } from "./socket_path.ts"
import { reasonOf, UapiError } from "./uapi_error.ts"

export interface ClientOptions extends SocketPlace {
  readonly timeoutMs?: number
}

/** All operations reject with a `UapiError`. */
export class UapiClient implements DeviceControl {
  readonly path: string
  readonly #timeoutMs: number

  /** Throws a `UapiError` for a name that no interface has. */
  constructor(options: ClientOptions) {
    this.path = socketPath(options)
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  }

  get name(): string {
    return `${this.path} (UAPI)`
  }

  async get(): Promise<DeviceReport> {
    return this.#told(readReport(await this.#ask("get=1\n\n")))
  }

  /** That it was refused does not mean that nothing was changed; see `get`. */
  async set(change: DeviceChange): Promise<void> {
    this.#told(readErrnoAnswer(await this.#ask(changeText(change))))
  }

  #told<A>(answer: Result.Result<A, AnswerTrouble>): A {
    if (Result.isSuccess(answer)) return answer.success
    const { failure } = answer
    throw new UapiError(
      this.path,
      failure._tag === "Refused"
        ? `refused with ${errnoName(failure.errno)}`
        : `line ${failure.line} of the answer cannot be understood`,
    )
  }

  #ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.path)
      let answer = ""
      const fail = (reason: string): void => {
        socket.destroy()
        reject(new UapiError(this.path, reason))
      }
      socket.setEncoding("latin1")
      socket.setTimeout(this.#timeoutMs, () => fail(`no answer within ${this.#timeoutMs} ms`))
      socket.on("error", (error) => fail(reasonOf(error)))
      socket.on("close", () => fail("hung up before there was an answer"))
      socket.on("data", (text: string) => {
        answer += text
        if (answer.length > MAX_ANSWER) fail(`the answer is longer than ${MAX_ANSWER} bytes`)
        else if (answer.endsWith("\n\n")) {
          resolve(answer)
          socket.destroy()
        }
      })
      socket.write(request)
    })
  }
}

const TIMEOUT_MS = 5_000
/** 65,536 peers with four prefixes each, and more. */
const MAX_ANSWER = 64 * 1024 * 1024
