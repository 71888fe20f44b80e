/**
 * A thread that sleeps in system calls and never comes back to an event loop. What is said to it waits until the bell
 * wakes it; what it says is heard by the event loop of the thread that started it.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker, workerData } from "node:worker_threads"
import { newBell } from "./bell.ts"

export interface Thread<In> {
  readonly say: (message: In) => void
  /** Why it failed; undefined if it just came to its end. */
  readonly ended: Promise<string | undefined>
}

/** `entry` is the module that it runs, `data` what that begins with. */
export function startThread<Data, In, Out>(entry: URL, data: Data, heard: (message: Out) => void): Thread<In> {
  const { port1, port2 } = new MessageChannel()
  const bell = newBell()
  const begin: Beginning<Data> = { data, port: port2, bell: bell.descriptor }
  const worker = new Worker(entry, { workerData: begin, transferList: [port2] })
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>()
  const over = (reason: string | undefined): void => {
    port1.close()
    bell.close()
    end(reason)
  }
  port1.on("message", heard)
  worker.once("error", (error) => over(error instanceof Error ? error.message : String(error)))
  worker.once("exit", () => over(undefined))
  const say = (message: In): void => {
    port1.postMessage(message)
    bell.ring()
  }
  return { say, ended }
}

/** The same, from inside. */
export interface OwnThread<Data, In, Out> {
  readonly data: Data
  /** A descriptor that can be read from when something was said. */
  readonly bell: number
  /** The next that was said; undefined if that was all. */
  readonly hear: () => In | undefined
  readonly say: (message: Out) => void
}

export function ownThread<Data, In, Out>(): OwnThread<Data, In, Out> {
  const { data, port, bell }: Beginning<Data> = workerData
  return {
    data,
    bell,
    hear: () => receiveMessageOnPort(port)?.message,
    say: (message) => port.postMessage(message),
  }
}

interface Beginning<Data> {
  readonly data: Data
  readonly port: MessagePort
  readonly bell: number
}
