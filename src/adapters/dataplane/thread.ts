/**
 * A thread that sleeps in system calls and never comes back to an event loop. What is said to it waits until the bell
 * wakes it; what it says is heard by the event loop of the thread that started it.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker, workerData } from "node:worker_threads"
import { newBell } from "./bell.ts"
import { messageOf } from "../../domain/message_of.ts"

export interface Thread<In> {
  readonly say: (message: In) => void
  /** Why it failed; undefined if it just came to its end. */
  readonly ended: Promise<string | undefined>
}

/** By what they run: threads that have begun to load, and wait for somebody who starts them. */
const foreseen = new Map<string, Loading>()

interface Loading {
  readonly worker: Worker
  /** It begins with what is said here. */
  readonly start: MessagePort
}

/** It takes as long to load as a command line does, and need not wait for it. Nobody has to start it. */
export function foreseeThread(entry: URL): void {
  const loading = load(entry)
  loading.worker.unref()
  loading.start.unref()
  loading.worker.once("error", () => foreseen.delete(entry.href))
  foreseen.set(entry.href, loading)
}

function load(entry: URL): Loading {
  const { port1: start, port2 } = new MessageChannel()
  return { worker: new Worker(entry, { workerData: port2, transferList: [port2] }), start }
}

/** `entry` is the module that it runs, `data` what that begins with. */
export function startThread<Data, In, Out>(entry: URL, data: Data, heard: (message: Out) => void): Thread<In> {
  const { port1, port2 } = new MessageChannel()
  const bell = newBell()
  const begin: Beginning<Data> = { data, port: port2, bell: bell.descriptor }
  const { worker, start } = foreseen.get(entry.href) ?? load(entry)
  foreseen.delete(entry.href)
  worker.ref()
  start.postMessage(begin, [port2])
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>()
  const over = (reason: string | undefined): void => {
    start.close()
    port1.close()
    bell.close()
    end(reason)
  }
  port1.on("message", heard)
  worker.once("error", (error) => over(messageOf(error)))
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

/** Once it is started. */
export async function ownThread<Data, In, Out>(): Promise<OwnThread<Data, In, Out>> {
  const start: MessagePort = workerData
  const { data, port, bell } = await new Promise<Beginning<Data>>((resolve) => start.once("message", resolve))
  start.close()
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
