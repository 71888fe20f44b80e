/** An interface's own thread, as the main thread sees it: started, asked, changed, and ended. */
import * as Result from "effect/Result"
import { startThread, type Thread } from "../adapters/dataplane/thread.ts"
import { changeText } from "../adapters/uapi/change_text.ts"
import type { DeviceChange } from "../adapters/uapi/device_change.ts"
import type { DeviceReport } from "../adapters/uapi/device_report.ts"
import { EIO, type Errno } from "../adapters/uapi/errno.ts"
import { readReport } from "../adapters/uapi/report_reader.ts"
import { WG_WORKER } from "./foresee.ts"
import type { FromWorker, ToWorker, WgWorkerData } from "./wg_messages.ts"

export interface WgOptions extends Pick<WgWorkerData, "name" | "cipher" | "keyLog"> {
  readonly change: DeviceChange
  /** Hears what the operator should know while it runs, line by line. */
  readonly onNews: (text: string) => void
  /** Hears that there is something new to ask for. */
  readonly onNoticed?: () => void
}

export type Ready = Extract<FromWorker, { readonly _tag: "Ready" }>

export class WgProcess {
  /** Rejects if there is no such interface to be had. */
  readonly ready: Promise<Ready>
  /** Why it ended; undefined if that was asked for. */
  readonly ended: Promise<string | undefined>
  readonly #thread: Thread<ToWorker>
  readonly #asked = new Map<number, (text: string) => void>()
  #lastId = 0

  constructor({ name, cipher, keyLog, change, onNews, onNoticed }: WgOptions) {
    const { promise: ready, resolve: begin, reject: refuse } = Promise.withResolvers<Ready>()
    const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>()
    this.ready = ready
    this.ended = ended
    const over = (reason: string | undefined): void => {
      refuse(new Error(reason ?? "it ended before it began"))
      end(reason)
      for (const answer of this.#asked.values()) answer(REFUSED)
      this.#asked.clear()
    }
    const data: WgWorkerData = { name, cipher, keyLog, change: changeText(change) }
    this.#thread = startThread(WG_WORKER, data, (message: FromWorker) => {
      if (message._tag === "Ready") begin(message)
      else if (message._tag === "Ended") over(message.reason)
      else if (message._tag === "News") onNews(message.text)
      else if (message._tag === "Noticed") onNoticed?.()
      else this.#answered(message.id, message.text)
    })
    void this.#thread.ended.then((reason) => over(`its thread failed: ${reason ?? "it is gone"}`))
    ready.catch(() => {})
  }

  async get(): Promise<DeviceReport> {
    const answer = readReport(await this.#ask((id) => ({ _tag: "Get", id })))
    if (Result.isFailure(answer)) throw new Error("the interface's thread gave no report")
    return answer.success
  }

  async set(change: DeviceChange): Promise<Errno> {
    const text = await this.#ask((id) => ({ _tag: "Set", id, change: changeText(change) }))
    return Number(/^errno=(\d+)/.exec(text)?.[1] ?? EIO)
  }

  async stop(): Promise<void> {
    this.#thread.say({ _tag: "Stop" })
    await this.ended
  }

  #ask(message: (id: number) => ToWorker): Promise<string> {
    const id = ++this.#lastId
    const { promise, resolve } = Promise.withResolvers<string>()
    this.#asked.set(id, resolve)
    this.#thread.say(message(id))
    return promise
  }

  #answered(id: number, text: string): void {
    this.#asked.get(id)?.(text)
    this.#asked.delete(id)
  }
}

const REFUSED = `errno=${EIO}\n\n`
